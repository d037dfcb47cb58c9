/**
 * What exactly-once is made of, to be seen one piece at a time on real servers. A {@link semel.demo.Demonstration} does one thing,
 * once, and tells record by record what became of it; {@link semel.demo.Demonstrations} is the command. Raw clients, to be copied.
 */
package semel.demo;
