/**
 * Checks what a reader of the tutorials adds to the application. Input: the packaged application, and the code blocks of a tutorial.
 * Output: what the topics, the tables and the full proof say of it. Start reading at {@link semel.exercise.ShipmentsExercise}.
 */
package semel.exercise;
