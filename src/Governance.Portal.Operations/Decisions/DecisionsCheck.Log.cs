using System.Text.Json;
using Governance.Domain.Decisions;
using Governance.Transparency;

namespace Governance.Portal.Operations.Decisions;

// What entries of the log say of decisions.
internal sealed partial class DecisionsCheck
{
    private static DateTimeOffset? Before(Entry entry)
    {
        DateTimeOffset? before = null;
        entry.Read(root => before = root.GetProperty("data").GetProperty("before").GetDateTimeOffset());
        return before;
    }

    private static BatchFact? Fact(Entry entry)
    {
        BatchFact? fact = null;
        entry.Read(root =>
        {
            var data = root.GetProperty("data");
            fact = new BatchFact(
                data.GetProperty("count").GetInt32(),
                data.GetProperty("root").GetString()!,
                data.GetProperty("firstTime").GetString()!,
                data.GetProperty("lastTime").GetString()!,
                root.GetProperty("time").GetString()!,
                root.GetProperty("actor").GetString()!
            );
        });
        return fact;
    }

    private sealed record Entry(long Index, string Subject, byte[] Leaf)
    {
        // A leaf that says something else says nothing here: the check of the log's rows names it.
        public void Read(Action<JsonElement> read)
        {
            try
            {
                using var leaf = JsonDocument.Parse(Leaf);
                read(leaf.RootElement);
            }
            catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException) { }
        }
    }

    // What an override and its entry both say.
    private sealed record OverrideFact(int Ordinal, string? Outcome, string? ReasonCode, string? ReasonSha256, string By, string At)
    {
        public static OverrideFact? Of(Entry entry)
        {
            OverrideFact? fact = null;
            entry.Read(root =>
            {
                var data = root.GetProperty("data");
                fact = new OverrideFact(
                    data.GetProperty("ordinal").GetInt32(),
                    data.GetProperty("outcome").GetString(),
                    data.GetProperty("reasonCode").GetString(),
                    data.GetProperty("reasonSha256").GetString(),
                    root.GetProperty("actor").GetString()!,
                    root.GetProperty("time").GetString()!
                );
            });
            return fact;
        }
    }

    // What a batch and its entry both say.
    private sealed record BatchFact(int Count, string Root, string FirstTime, string LastTime, string StoredAt, string StoredBy)
    {
        public BatchFact(DecisionBatch batch)
            : this(
                batch.Count,
                Convert.ToHexStringLower(batch.Root),
                CanonicalJson.Time(batch.FirstTime),
                CanonicalJson.Time(batch.LastTime),
                CanonicalJson.Time(batch.StoredAt),
                batch.StoredBy
            ) { }
    }
}
