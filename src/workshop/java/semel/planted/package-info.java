/**
 * Plants common mistakes into the packaged application, injects the fault under which each shows, and checks that the proof names it.
 * Input: a {@link semel.planted.PlantedBug} and its {@link semel.planted.Trigger}. Output: the proof of a
 * {@link semel.planted.PlantedScenario}. Start reading at {@code PlantedBugsIT}.
 */
package semel.planted;
