package semel.guard;

import java.util.List;
import java.util.stream.Stream;

/** Lists the guards of the commit path, from intake to view. */
final class Guards {
    private static final String REGISTER = "intake/ReceivedTable.java";
    private static final String REDRIVE = "intake/RedriveTable.java";
    private static final String DECISION = "decision/DecisionTable.java";
    private static final String PROGRESS = "decision/ProgressTable.java";
    private static final String STOCK = "decision/StockTable.java";
    private static final String EVENTS = "projection/EventTable.java";
    private static final String INVENTORY = "projection/InventoryTable.java";
    private static final String TABLES = "projection/ProjectionTables.java";
    private static final String APPLIED = "projection/AppliedTable.java";
    private static final String STREAM = "view/AppliedOrderQueries.java";
    private static final String UNMARKED = "intake/UnmarkedRows.java";
    private static final String CLAIMS = "decision/Claims.java";
    private static final String INBOX = "kafka/Inbox.java";
    private static final String EMISSION = "decision/Emission.java";
    private static final String RETRIES = "decision/Retries.java";
    private static final String OFFSETS = "projection/AppliedOffsets.java";

    /** The files whose SQL is on the commit path. */
    static final List<String> SQL = List.of(
            REGISTER,
            REDRIVE,
            UNMARKED,
            CLAIMS,
            DECISION,
            PROGRESS,
            STOCK,
            EVENTS,
            "projection/CustomerOrderTable.java",
            INVENTORY,
            "projection/NotificationTable.java",
            TABLES,
            APPLIED,
            STREAM);

    private Guards() {}

    static List<Guard> all() {
        return Stream.of(intake(), decision(), publication(), projection(), view())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Guard> intake() {
        return List.of(
                new Guard(
                        REGISTER,
                        "on conflict (owner, kind, idempotency_key) where idempotency_key is not null\n"
                                + "            do update set fingerprint = received.fingerprint",
                        "on conflict do nothing",
                        "OrderResourceTest#aRepeatedKeyReturnsTheSameOrderAndSendsNoSecondRecord"),
                new Guard(
                        REGISTER,
                        "where id = any(cast(cast(?1 as text[]) as uuid[])) and acknowledged_in is null",
                        "where id = any(cast(cast(?1 as text[]) as uuid[]))",
                        "OrderResourceTest#aMarkIsNeverOverwritten"),
                new Guard(
                        REGISTER,
                        "where r.id = cast(u.id as uuid) and r.xmin = cast(u.version as xid) and r.acknowledged_at is"
                                + " null",
                        "where r.id = cast(u.id as uuid) and u.version is not null and r.acknowledged_at is null",
                        "PostsWithoutBrokerTest#aRowThatAnotherPostFoundIsNotRemoved"),
                new Guard(
                        UNMARKED,
                        "where acknowledged_at is null\n" + "                    and (received_at, id) >",
                        "where (received_at, id) >",
                        "SweepTest#unmarkedRowsAreReadInPagesByAgeAndEachOnce"),
                new Guard(
                        UNMARKED,
                        "exists (select from decision d where d.id = r.id offset 0)",
                        "true",
                        "SweepTest#decidedOrdersAreMarkedAndOthersAreNot"),
                new Guard(
                        UNMARKED,
                        "count(*) filter (where received_at >= now() - interval '1 hour'),\n"
                                + "                   count(*) filter (where received_at < now() - interval '1 hour' and"
                                + " received_at >= now() - interval '1 day'),\n"
                                + "                   count(*) filter (where received_at < now() - interval '1 day'),",
                        "count(*), count(*), count(*),",
                        "SweepTest#theGaugesCountUnmarkedRowsByAge"),
                new Guard(
                        UNMARKED,
                        "from received where acknowledged_at is null), 0)",
                        "from received), 0)",
                        "SweepTest#theGaugesCountUnmarkedRowsByAge"),
                new Guard(
                        UNMARKED,
                        "where acknowledged_at is null and received_at < now() - interval '1 minute'",
                        "where received_at < now() - interval '1 minute'",
                        "SweepTest#theGaugesCountUnmarkedRowsByAge"),
                new Guard(
                        REDRIVE,
                        "and p.published_next > l.record_offset",
                        "",
                        "RedriveTableTest#aLetterCanBeRedrivenOnlyAfterItsBatchIsPublished"),
                new Guard(
                        REDRIVE,
                        "where l.reason not in ('not-as-accepted', 'older-than-horizon')",
                        "",
                        "RedriveTableTest#aLetterThatClaimedNoIdIsNeverRedriven"),
                new Guard(
                        REDRIVE,
                        "on conflict (topic_id, partition, record_offset) do update set requested_at ="
                                + " redrive.requested_at",
                        "",
                        "GatheringTest#aCopyThatIsNotMarkedIsSentAgainAndSuppressed"),
                new Guard(
                        REDRIVE,
                        "set requested_at = now()\n            where topic_id",
                        "set requested_at = now()\n            where true or topic_id",
                        "RedriveTableTest#concurrentRedrivesOfALetterMakeOneCopy"),
                new Guard(
                        REDRIVE,
                        "set requested_at = '-infinity'\n            where topic_id",
                        "set requested_at = '-infinity'\n            where true or topic_id",
                        "RedriveTableTest#aFailedRedriveReleasesOnlyItsOwnLetter"),
                new Guard(
                        REDRIVE,
                        "where r.topic_id = cast(u.topic_id as uuid) and r.partition = cast(u.partition as int)\n"
                                + "              and r.record_offset = cast(u.record_offset as bigint) and"
                                + " r.acknowledged_at is null",
                        "where r.acknowledged_at is null",
                        "RedriveTableTest#onlyTheRedrivenLetterIsMarkedAndItsMarkIsNeverOverwritten"));
    }

    private static List<Guard> decision() {
        return List.of(
                new Guard(
                        PROGRESS,
                        "for update of p",
                        "",
                        "DecisionTablesTest#holdingABatchLocksTheProgressOfItsPartitions"),
                new Guard(
                        PROGRESS,
                        "&& first < publishedNext",
                        "&& first < 0",
                        "DecisionTablesTest#aBatchWithAPublishedRecordIsRefused"),
                new Guard(
                        PROGRESS,
                        "greatest(p.published_next, cast(u.published_next as bigint))",
                        "cast(u.published_next as bigint)",
                        "DecisionTablesTest#progressNeverGoesBack"),
                new Guard(
                        PROGRESS,
                        "where p.topic_id = cast(u.topic_id as uuid) and p.partition = cast(u.partition as int)\n"
                                + "            \"\"\";\n\n    private static final String KNOWN",
                        "\"\"\";\n\n    private static final String KNOWN",
                        "DecisionTablesTest#aBatchAdvancesOnlyItsOwnPartitions"),
                new Guard(
                        PROGRESS,
                        "greatest(p.passed_next, f.next)",
                        "f.next",
                        "DecisionTablesTest#offsetsWithoutRecordsAreNotedUnlessMoreWasDecidedMeanwhile"),
                new Guard(
                        PROGRESS,
                        "where p.topic_id = f.topic_id and p.partition = f.partition and p.decided_next = f.done",
                        "where p.topic_id = f.topic_id and p.partition = f.partition",
                        "DecisionTablesTest#offsetsWithoutRecordsAreNotedUnlessMoreWasDecidedMeanwhile"),
                new Guard(
                        PROGRESS,
                        "from found where done = 0",
                        "from found",
                        "DecisionTablesTest#aPartitionWithoutDecisionsIsNotedOnlyFromItsStart"),
                new Guard(
                        PROGRESS,
                        "on conflict do nothing",
                        "",
                        "DecisionTablesTest#aPartitionWithoutDecisionsIsNotedOnlyFromItsStart"),
                new Guard(
                        PROGRESS,
                        "greatest(decided_next, passed_next)",
                        "passed_next",
                        "DecisionTablesTest#offsetsWithoutRecordsAreNotedUnlessMoreWasDecidedMeanwhile"),
                new Guard(
                        PROGRESS,
                        "where topic = any(cast(?1 as text[]))",
                        "where cast(?1 as text[]) is not null",
                        "DecisionTablesTest#onlyTheProgressOfTheNamedTopicsIsRead"),
                new Guard(
                        CLAIMS,
                        "from decision where id = any(cast(cast(?1 as text[]) as uuid[]))",
                        "from decision where cast(?1 as text[]) is not null",
                        "DecisionTablesTest#onlyDecisionsOfTheBatchAreRead"),
                new Guard(
                        CLAIMS,
                        "where r.id = any(cast(cast(?1 as text[]) as uuid[])) and sha256(r.record_value) <>"
                                + " decode(u.sha256, 'hex')",
                        "where false",
                        "DecisionStoriesTest#foreignRecordsWithItsIdDoNotChangeTheDecisionOfAnAcceptedOrder"),
                new Guard(
                        CLAIMS,
                        "where l.reason in ('not-as-accepted', 'older-than-horizon')",
                        "where false",
                        "DecisionStoriesTest#aRedeliveredForeignRecordGivesTheSameDeadLetterEvenIfItsRowIsGone"),
                new Guard(
                        CLAIMS,
                        "where d.topic_id = cast(u.topic_id as uuid)",
                        "where false and d.topic_id = cast(u.topic_id as uuid)",
                        "DecisionStoriesTest#aRedeliveredDuplicateStaysOneEvenIfItsOrderIsPruned"),
                new Guard(
                        STOCK,
                        "order by product_id\n            on conflict do nothing",
                        "order by product_id",
                        "DecisionTablesTest#aSecondReceiptIsAddedToTheStock"),
                new Guard(
                        STOCK,
                        "where product_id = any(cast(?1 as text[]))",
                        "where cast(?1 as text[]) is not null",
                        "DecisionTablesTest#onlyTheStockThatTheBatchNamesIsLocked"),
                new Guard(
                        STOCK,
                        "order by product_id for update",
                        "order by product_id",
                        "DecisionTablesTest#onlyTheStockThatTheBatchNamesIsLocked"),
                new Guard(
                        DECISION,
                        "where s.product_id = u.product_id",
                        "",
                        "DecisionTablesTest#onlyChangedStockIsWritten"),
                new Guard(
                        DECISION,
                        "insert(session, batch, decided, taken(decided, settled -> settled.failedAt() == null))",
                        "insert(session, batch, decided, taken(decided, settled -> true))",
                        "DecisionTablesTest#aCopyOfAMissingFailureIsNotDecidedAsANewOrder"),
                new Guard(
                        DECISION,
                        "where not FORGOTTEN",
                        "",
                        "DecisionTablesTest#aBatchWritesNothingIfAnIdWasForgottenAfterTheClaimsWereRead"),
                new Guard(
                        DECISION,
                        "on conflict (id) do nothing returning id",
                        "returning id",
                        "DecisionTablesTest#aBatchWritesNothingIfAnIdWasTakenAfterTheClaimsWereRead"),
                new Guard(
                        DECISION,
                        "where d.id = any(cast(cast(?1 as text[]) as uuid[])) and d.id = f.id and d.topic_id = f.topic_id\n"
                                + "              and d.partition = f.failed_partition and d.record_offset = f.failed_offset and d.outcome = 'FAILED'",
                        "where d.id = f.id and d.topic_id = f.topic_id and d.partition = f.failed_partition",
                        "DecisionTablesTest#aCopyReplacesOnlyTheFailureThatItNames"),
                new Guard(
                        DECISION,
                        "u(topic_id, partition, record_offset, id)\n              on conflict do nothing",
                        "u(topic_id, partition, record_offset, id)",
                        "DecisionTablesTest#suppressedAndUnreadableRecordsAreStoredOnceWhenRedelivered"),
                new Guard(
                        DECISION,
                        "u(topic_id, partition, record_offset, reason, detail)\n              on conflict do nothing",
                        "u(topic_id, partition, record_offset, reason, detail)",
                        "DecisionTablesTest#suppressedAndUnreadableRecordsAreStoredOnceWhenRedelivered"),
                new Guard(
                        DECISION,
                        "on conflict (topic_id, partition) do update set\n"
                                + "                decided_next = greatest(progress.decided_next, excluded.decided_next)",
                        "on conflict (topic_id, partition) do update set decided_next = excluded.decided_next",
                        "DecisionTablesTest#progressNeverGoesBack"),
                new Guard(
                        DECISION,
                        "== fresh.size()",
                        "<= fresh.size()",
                        "DecisionTablesTest#aBatchWritesNothingIfAnIdWasTakenAfterTheClaimsWereRead"),
                new Guard(
                        DECISION,
                        "replaced == again.size()",
                        "replaced <= again.size()",
                        "DecisionTablesTest#aCopyReplacesOnlyTheFailureThatItNames"));
    }

    private static List<Guard> publication() {
        return List.of(
                new Guard(
                        "decision/Membership.java",
                        "member.groupId(), generation, member.memberId()",
                        "member.groupId(), member.generationId(), member.memberId()",
                        "EmissionTest#offsetsAreCommittedInTheGenerationOfThePoll"),
                new Guard(
                        INBOX,
                        "next.generation() == first.generation() && ",
                        "",
                        "InboxTest#aBatchHasRecordsOfOneGenerationOnly"),
                new Guard(
                        INBOX,
                        "        waiting.clear();\n",
                        "",
                        "InboxTest#afterARestartEachRecordIsPublishedOnceAndInOrder"),
                new Guard(
                        INBOX,
                        "return held != null;",
                        "return true;",
                        "InboxTest#afterARestartEachRecordIsPublishedOnceAndInOrder"),
                new Guard(
                        EMISSION,
                        "if (failure.get() != null) {\n            throw",
                        "if (producer == null) {\n            throw",
                        "EmissionTest#nothingIsCommittedIfARecordIsNotAcknowledged"),
                new Guard(
                        EMISSION,
                        "if (!committed) {",
                        "if (batch == null) {",
                        "EmissionTest#successReportedWithoutACommitIsAFailure"),
                new Guard(
                        RETRIES,
                        "kind == FailureKind.ERROR || defects >= FailureKind.MAX_DEFECTS",
                        "kind == FailureKind.ERROR",
                        "RetriesTest"),
                new Guard(
                        OFFSETS,
                        "consumer.groupMetadata().generationId() != generation",
                        "generation < 0",
                        "AppliedOffsetsTest#aBatchOfAnEarlierGenerationCommitsNothing"));
    }

    private static List<Guard> projection() {
        return List.of(
                new Guard(
                        EVENTS,
                        "select subject, KIND, line, partition, record_offset from arrived\n"
                                + "                on conflict do nothing",
                        "select subject, KIND, line, partition, record_offset from arrived",
                        "ProjectionTest#aReplayOfEverythingChangesNothing"),
                new Guard(
                        INVENTORY,
                        "set on_hand = held.on_hand + excluded.on_hand,",
                        "set on_hand = excluded.on_hand,",
                        "ProjectionTest#ledgerNumbersMayArriveInAnyOrder"),
                new Guard(
                        INVENTORY,
                        "greatest(held.number, excluded.number)",
                        "excluded.number",
                        "ProjectionTest#ledgerNumbersMayArriveInAnyOrder"),
                new Guard(
                        INVENTORY,
                        "group by product_id order by product_id\n                on conflict (product_id) do update",
                        "group by product_id\n                on conflict (product_id) do update",
                        "FaultsIT"),
                new Guard(
                        TABLES,
                        "where (p.partition, p.record_offset) <> (cast(a.partition as int), cast(a.record_offset as"
                                + " bigint))",
                        "",
                        "ProjectionTest#aReplayOfEverythingChangesNothing"),
                new Guard(
                        TABLES,
                        "cast(a.record_offset as bigint))\n            on conflict do nothing",
                        "cast(a.record_offset as bigint))",
                        "ProjectionTest#aReplayOfEverythingChangesNothing"),
                new Guard(
                        TABLES,
                        "as a(topic, partition, record_offset, reason, record_key, record_value)\n"
                                + "            on conflict do nothing",
                        "as a(topic, partition, record_offset, reason, record_key, record_value)",
                        "ProjectionTest#aReplayOfEverythingChangesNothing"),
                new Guard(
                        APPLIED,
                        "on conflict (topic_id, partition) do update\n"
                                + "            set applied_next = greatest(applied.applied_next, excluded.applied_next)",
                        "on conflict (topic_id, partition) do update set applied_next = excluded.applied_next",
                        "AppliedTableTest#aBatchThatIsRedeliveredLateDoesNotMoveTheOffsetBack"),
                new Guard(
                        APPLIED,
                        "where a.topic_id = f.topic_id and a.partition = f.partition and a.applied_next = f.done",
                        "where a.topic_id = f.topic_id and a.partition = f.partition",
                        "AppliedTableTest#aGapWithoutRecordsIsSkippedOnlyIfItStartsAtTheAppliedOffset"),
                new Guard(
                        APPLIED,
                        "from found where done = 0",
                        "from found",
                        "AppliedTableTest#withoutARowAGapIsSkippedOnlyFromTheStartOfThePartition"),
                new Guard(
                        APPLIED,
                        "on conflict do nothing",
                        "",
                        "AppliedTableTest#withoutARowAGapIsSkippedOnlyFromTheStartOfThePartition"),
                new Guard(
                        APPLIED,
                        "from applied where topic = any(cast(?1 as text[]))",
                        "from applied where cast(?1 as text[]) is not null",
                        "AppliedTableTest#onlyRowsOfTheGivenTopicsAreRead"));
    }

    private static List<Guard> view() {
        return List.of(
                new Guard(
                        STREAM,
                        "where o.applied_in >= cast(cast(?1 as text) as xid8)\n"
                                + "              and (o.applied_in > cast(cast(?1 as text) as xid8) or o.order_id > ?2)",
                        "where o.applied_in >= cast(cast(?1 as text) as xid8) and cast(?2 as uuid) is not null",
                        "StreamTest#aClientThatReconnectsMissesNothingAndGetsNothingTwice"),
                new Guard(
                        STREAM,
                        "and o.applied_in < cast(cast(?3 as text) as xid8)",
                        "and cast(?3 as text) is not null",
                        "StreamTest#anOrderThatIsCommittedLateIsSentOnceAndNoLaterOrderBeforeIt"),
                new Guard(
                        STREAM,
                        "where o.applied_in < cast(cast(?1 as text) as xid8)",
                        "where cast(?1 as text) is not null",
                        "StreamTest#noOrderOfTheOldestOpenTransactionIsSent"));
    }
}
