/**
 * Mistakes that are easily made, each put into the packaged application from outside, and the fault under which each shows: the
 * audit must name it. A {@link semel.planted.PlantedBug} says what to plant, a {@link semel.planted.Trigger} is the fault, a
 * {@link semel.planted.PlantedScenario} plays both and has it proven what became of the orders.
 */
package semel.planted;
