using System.Text;
using CsCheck;
using Microsoft.Extensions.Logging.Abstractions;
using WebhookRelay.Contracts;
using WebhookRelay.Ledger;
using WebhookRelay.Searching;
using WebhookRelay.Tests.Support;

namespace WebhookRelay.Tests.Searching;

/// <summary>For any ledger and filter, a search returns exactly the result of a full scan.</summary>
public sealed class EntrySearchTests
{
    private static readonly string[] Topics = ["LABEL_CREATED", "LABEL_UPDATED", "MOVE", "Batch Closed"];
    private static readonly LabelboxTopic[] AskedTopics = [LabelboxTopic.LabelCreated, LabelboxTopic.LabelUpdated, LabelboxTopic.WorkflowAction, LabelboxTopic.Other];
    private static readonly string[] Errors = ["duplicate of x", "no queue is bound", "not-json: line 1", "id-reused"];

    private static readonly Gen<SampleDelivery> ADelivery = Gen.Select(
        Gen.OneOf([.. Topics.Select(Gen.Const)]), Gen.Int[0, 2], Gen.Int[0, 5], Gen.Int[0, 5], Gen.Enum<DeliveryState>(), Gen.Int[0, 3], Gen.Int[0, 12], Gen.Bool,
        (topic, project, row, label, state, error, id, again) => new SampleDelivery(topic, $"p{project}", $"r{row}", $"l{label}", state, Errors[error], $"id{id}", again));

    private static readonly Gen<EntryFilter> AFilter = Gen.Select(
        Gen.Enum<DeliveryState>().Array[0, 2], Gen.OneOf([.. AskedTopics.Select(Gen.Const)]).Array[0, 2],
        Sometimes(Gen.Int[0, 12].Select(n => $"id{n}"), 5), Sometimes(Gen.Int[0, 3].Select(n => $"p{n}"), 2), Sometimes(Gen.Int[0, 6].Select(n => $"r{n}"), 3),
        Sometimes(Gen.Int[0, 6].Select(n => $"l{n}"), 3), Sometimes(Gen.OneOf(Gen.Const("ID-"), Gen.Const("json"), Gen.Const("x")), 4), Gen.Int[0, 80],
        (states, topics, id, project, row, label, error, from) => new EntryFilter
        {
            States = states,
            Topics = topics,
            Id = id,
            Project = project,
            DataRow = row,
            Label = label,
            Error = error,
            From = from < 40 ? null : Begin.AddMilliseconds(from - 40),
            To = from is < 20 or > 60 ? null : Begin.AddMilliseconds(from),
        });

    /// <summary>The conditions that no index answers.</summary>
    private static readonly Gen<EntryFilter> AnUnindexedFilter = Gen.Select(
        AFilter, Sometimes(Gen.OneOf(Gen.Const("W1"), Gen.Const("w2"), Gen.Const(string.Empty)), 3), Sometimes(Gen.OneOf(Gen.Const("mark"), Gen.Const("other")), 3),
        Sometimes(Gen.OneOf(Gen.Const("\"u\":1"), Gen.Const("\"u\""), Gen.Const("é\""), Gen.Const("R1")), 3),
        (filter, webhook, mark, contains) => filter with { Webhook = webhook, SecretMark = mark, Contains = contains });

    /// <summary>Reads the true time and the times of a wrong clock.</summary>
    private static readonly Gen<EntryFilter> AFilterOfAnyTime = Gen.Select(
        AnUnindexedFilter, Gen.Int[-1, 1], (filter, hours) => filter with { From = filter.From?.AddHours(hours), To = filter.To?.AddHours(hours) });

    private static readonly DateTimeOffset Begin = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public Task Search_matches_a_full_scan_page_by_page() => Gen.Select(
        ADelivery.Array[0, 60], AFilterOfAnyTime.Array[12], Gen.Int[1, 7], Gen.OneOf(Gen.Int[1, 40], Gen.Const(2000)), Gen.Bool).SampleAsync(
        (deliveries, filters, limit, steps, newestFirst) => With(deliveries, async (ledger, model) =>
        {
            var search = new EntrySearch(ledger) { MaxSteps = steps };
            foreach (var filter in filters)
            {
                var expected = model.Where(entry => entry.Matches(filter)).Select(entry => entry.Sequence).Order().ToList();
                if (newestFirst)
                {
                    expected.Reverse();
                }

                var found = new List<long>();
                var upTo = long.MaxValue;
                long? next = null;
                do
                {
                    var page = search.Find(filter, new SearchOrder(newestFirst), next, upTo, limit);
                    Assert.True(page.Entries.Count <= limit);
                    found.AddRange(page.Entries.Select(entry => entry.Entry.Sequence));
                    next = page.Next;

                    // Newest first, new entries between two pages must not change either page.
                    if (newestFirst && next is not null)
                    {
                        await ledger.AppendAsync(new SampleDelivery("LABEL_UPDATED", "p0", "r0", "l0", DeliveryState.Accepted, "", "late", false).Delivery());
                    }
                }
                while (next is not null);

                Assert.Equal(expected, found);
                model.AddRange(Late(ledger, model));
            }
        }),
        iter: 40);

    [Fact]
    public Task Search_finds_the_state_after_a_replay() => With(
        [new SampleDelivery("LABEL_UPDATED", "p0", "r0", "l0", DeliveryState.Quarantined, "not-json", "id0", false)],
        async (ledger, model) =>
        {
            var sequence = model[0].Sequence;
            var replayed = new Settlement(DeliveryState.Unrouted, 2, "k", "no queue") { Facts = new EntryFacts(LabelboxTopic.LabelUpdated, "p1", "r0", "l0") };
            ledger.Settle(sequence, replayed with { State = DeliveryState.Relayed });
            ledger.Settle(sequence, replayed, byReplay: true);
            await ledger.AppendAsync(new SampleDelivery("LABEL_UPDATED", "p9", "r0", "l0", DeliveryState.Accepted, "", "behind", false).Delivery());

            Assert.Equal(2, ledger.Status.Pending);
            Assert.Empty(Found(ledger, new EntryFilter { Project = "p0" }));
            Assert.Empty(Found(ledger, new EntryFilter { States = [DeliveryState.Quarantined] }));
            Assert.Equal([sequence], Found(ledger, new EntryFilter { States = [DeliveryState.Unrouted], Project = "p1" }));
            Assert.Equal(
                [AttemptResult.Quarantined, AttemptResult.Unrouted],
                ledger.Store.Database.Read(view => AttemptLog.Read(view, sequence, view.ReadSettlement(sequence))).Select(attempt => attempt.Result));
        });

    [Fact]
    public Task Only_the_newest_attempts_are_kept() => With(
        [new SampleDelivery("LABEL_UPDATED", "p0", "r0", "l0", DeliveryState.Relayed, "", "id0", false)],
        async (ledger, model) =>
        {
            var sequence = model[0].Sequence;
            for (var i = 0; i < 3 * AttemptLog.MaxPerEntry; i++)
            {
                ledger.RecordAttempt(sequence, new DeliveryAttempt(Begin.AddDays(1).AddSeconds(i), AttemptResult.Refused, "k", $"{i}"));
                await ledger.AppendAsync(new SampleDelivery("LABEL_UPDATED", "p0", "r0", "l0", DeliveryState.Accepted, "", $"behind-{i}", false).Delivery());
            }

            var kept = ledger.Store.Database.Read(view => AttemptLog.Read(view, sequence, settlement: null));
            Assert.Equal(Enumerable.Range(2 * AttemptLog.MaxPerEntry, AttemptLog.MaxPerEntry).Select(i => $"{i}"), kept.Select(attempt => attempt.Error));
        });

    private static IEnumerable<long> Found(DeliveryLedger ledger, EntryFilter filter) =>
        new EntrySearch(ledger).Find(filter, new SearchOrder(NewestFirst: true), from: null, long.MaxValue, 100).Entries.Select(entry => entry.Entry.Sequence);

    private static Gen<string?> Sometimes(Gen<string> gen, int oneIn) => Gen.Select(Gen.Int[1, oneIn], gen, (n, value) => n == 1 ? value : null);

    /// <summary>The entries appended between pages.</summary>
    private static IEnumerable<Known> Late(DeliveryLedger ledger, List<Known> model)
    {
        if (ledger.Store.Ids.First("late") is { } late && !model.Exists(entry => entry.Sequence == late.Sequence))
        {
            yield return new Known(late.Sequence, ledger.Find(late.Sequence)!.AcceptedAt, new SampleDelivery("LABEL_UPDATED", "p0", "r0", "l0", DeliveryState.Accepted, "", "late", false));
        }
    }

    private static async Task With(IReadOnlyList<SampleDelivery> deliveries, Func<DeliveryLedger, List<Known>, Task> test)
    {
        var path = Path.Combine(Path.GetTempPath(), $"ledger-{Guid.NewGuid():N}");
        try
        {
            var time = new SteppedTime(Begin);
            await using var ledger = new DeliveryLedger(
                new FixedOptions<LedgerOptions>(new LedgerOptions { Path = path, RefuseAt = 0, WarnAt = 0 }), time, NullLoggerFactory.Instance);
            ledger.Open();
            var model = new List<Known>();
            foreach (var delivery in deliveries)
            {
                time.Advance(TimeSpan.FromMilliseconds(1));
                time.Off = TimeSpan.FromHours(delivery.Row switch { "r4" => -1, "r5" => 1, _ => 0 });
                var appended = await ledger.AppendAsync(delivery.Delivery());
                if (appended.Duplicate)
                {
                    continue;
                }

                model.Add(new Known(appended.Entry.Sequence, time.GetUtcNow(), delivery));
                if (delivery.State is not DeliveryState.Accepted)
                {
                    ledger.Settle(appended.Entry.Sequence, delivery.Settlement());
                    await ledger.WhenSettledAsync(appended.Entry.Sequence, Ending);
                }
            }

            await test(ledger, model);
        }
        finally
        {
            Directory.Delete(path, recursive: true);
        }
    }

    internal sealed record SampleDelivery(string Topic, string Project, string Row, string Label, DeliveryState State, string Error, string Id, bool Understood)
    {
        public bool HasFacts => State is not DeliveryState.Quarantined || Understood;

        public string? ErrorOf => State is DeliveryState.Accepted or DeliveryState.Relayed ? null : Error;

        public VerifiedDelivery Delivery() => new(
            Id, Topic, Webhook, Mark, [], Encoding.UTF8.GetBytes(Body), TraceParent: null);

        public string Webhook => Row switch { "r1" => "w1", "r2" => "w2", _ => string.Empty };

        public string Mark => Label is "l1" ? "other" : "mark";

        /// <summary>A label has a character beyond ASCII, which Labelbox escapes.</summary>
        public string Body =>
            $$$"""{"data_row":{"id":"{{{Row}}}"},"projects":{"{{{Project}}}":{"labels":[{"id":"{{{Label}}}"}]}},"u":{{{(Understood ? 1 : 0)}}},"by":"Ren{{{(Label is "l2" ? "é" : "\\u00e9")}}}{{{(Label is "l3" ? "e" : string.Empty)}}}"}""";

        public Settlement Settlement() => new(State, 1, "key", ErrorOf)
        {
            Facts = HasFacts
                ? new EntryFacts(LabelboxTopics.FromHeader(Topic), Project, Row, Label)
                : EntryFacts.None with { Topic = LabelboxTopics.FromHeader(Topic) },
        };
    }

    internal sealed record Known(long Sequence, DateTimeOffset At, SampleDelivery Delivery)
    {
        /// <summary>An independent implementation of the filter without an index.</summary>
        public bool Matches(EntryFilter filter)
        {
            return (filter.States.Count is 0 || filter.States.Contains(Delivery.State))
                && (filter.Topics.Count is 0 || filter.Topics.Contains(LabelboxTopics.FromHeader(Delivery.Topic)))
                && (filter.Id is null || Same(filter.Id, Delivery.Id))
                && (filter.Project is null || (Delivery.HasFacts && Same(filter.Project, Delivery.Project)))
                && (filter.DataRow is null || (Delivery.HasFacts && Same(filter.DataRow, Delivery.Row)))
                && (filter.Label is null || (Delivery.HasFacts && Same(filter.Label, Delivery.Label)))
                && (filter.Error is null || Delivery.ErrorOf?.Contains(filter.Error, StringComparison.OrdinalIgnoreCase) is true)
                && (filter.Webhook is null || string.Equals(filter.Webhook, Delivery.Webhook, StringComparison.OrdinalIgnoreCase))
                && (filter.SecretMark is null || Same(filter.SecretMark, Delivery.Mark))
                && (filter.Contains is null || Delivery.Body.Replace("\\u00e9", "é", StringComparison.Ordinal).Contains(filter.Contains, StringComparison.Ordinal))
                && (filter.From is null || At >= filter.From)
                && (filter.To is null || At < filter.To);
        }

        private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.Ordinal);
    }
}
