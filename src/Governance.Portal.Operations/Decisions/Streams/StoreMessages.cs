using System.Globalization;
using Governance.Data.Artifacts;
using Governance.Domain;
using Governance.Domain.Identity;

namespace Governance.Portal.Operations.Decisions.Streams;

/// <summary>
/// Stores the decisions of some messages as one batch. What can be no decision is found by the lines that the refusal names, or by halves
/// where it names none; the rest is stored.
/// </summary>
internal sealed class StoreMessages(StoreDecisions store, StorageReserve reserve) : IMessageStore
{
    // Members that every decision may have. What else a sender calls its members may say something about a person.
    private static readonly HashSet<string> s_members = new(StringComparer.Ordinal)
    {
        "decisionId",
        "time",
        "model",
        "version",
        "input",
        "inputDigest",
        "output",
        "action",
        "confidence",
        "topFeatures",
        "humanReview",
        "subject",
        "synthetic",
    };

    private sealed record Item(StreamMessage Message, ReadOnlyMemory<byte> Line);

    /// <inheritdoc/>
    public StreamContent Content => StreamContent.Decisions;

    /// <summary>Stores what can be stored.</summary>
    /// <exception cref="StreamHeldUpException">The portal cannot store anything now.</exception>
    public async Task<StoredMessages> RunAsync(StreamSource source, IReadOnlyList<StreamMessage> messages, CancellationToken ct)
    {
        var rejected = new List<RejectedMessage>();
        var items = new List<Item>(messages.Count);
        foreach (var message in messages)
        {
            var (line, wrong) = MessageLine.Of(source, message);
            if (wrong is null)
            {
                items.Add(new Item(message, line));
            }
            else
            {
                rejected.Add(wrong);
            }
        }

        // As for what is uploaded: the last of the space belongs to the log, and the broker keeps the messages meanwhile.
        if (reserve.Refuses(items.Sum(i => (long)i.Line.Length)) is { } full)
        {
            throw new StreamHeldUpException(full);
        }

        var (stored, repeated) = await StoreAsync(ActorOf(source), items, rejected, ct);
        return new StoredMessages(stored, repeated, rejected);
    }

    /// <summary>Who stores what comes by a stream.</summary>
    public static Actor ActorOf(StreamSource source) => Actor.OfJob($"stream-{source.Name}");

    private async Task<(int Stored, int Repeated)> StoreAsync(
        Actor actor,
        List<Item> items,
        List<RejectedMessage> rejected,
        CancellationToken ct
    )
    {
        while (items.Count > 0)
        {
            var outcome = await store.RunAsync(actor, Body(items), ct);
            if (outcome.Refusal is not { } refusal)
            {
                return (outcome.Value.Accepted, outcome.Value.Duplicates);
            }

            if (!IsAboutContent(refusal))
            {
                throw new StreamHeldUpException(refusal);
            }

            var named = Named(refusal, items.Count);
            if (named.Count == 0 && items.Count > 1)
            {
                // It says no line, as of too many bytes: one half at a time, the first before the second.
                var half = items.Count / 2;
                var first = await StoreAsync(actor, items[..half], rejected, ct);
                var second = await StoreAsync(actor, items[half..], rejected, ct);
                return (first.Stored + second.Stored, first.Repeated + second.Repeated);
            }

            if (named.Count == 0)
            {
                named[1] = ("", refusal.Message);
            }

            rejected.AddRange(
                named.Select(n => new RejectedMessage(items[n.Key - 1].Message, refusal.Code, n.Value.Field, n.Value.Reason))
            );
            items = [.. items.Where((_, place) => !named.ContainsKey(place + 1))];
        }

        return (0, 0);
    }

    private static MemoryStream Body(List<Item> items)
    {
        var body = new MemoryStream(items.Sum(i => i.Line.Length));
        foreach (var item in items)
        {
            body.Write(item.Line.Span);
        }

        body.Position = 0;
        return body;
    }

    // Everything else is about this portal at this moment: no space, a log that is locked or damaged, a key that is away.
    private static bool IsAboutContent(Refusal refusal) =>
        refusal.Code.StartsWith("decision.", StringComparison.Ordinal) || refusal.Kind is RefusalKind.TooLarge;

    // "lines[3].time" is line 3, which is the third message.
    private static SortedDictionary<int, (string Field, string Reason)> Named(Refusal refusal, int count)
    {
        var named = new SortedDictionary<int, (string, string)>();
        foreach (var (key, reasons) in refusal.Errors)
        {
            const string Start = "lines[";
            var end = key.IndexOf(']', StringComparison.Ordinal);
            if (
                key.StartsWith(Start, StringComparison.Ordinal)
                && end > 0
                && int.TryParse(key.AsSpan(Start.Length, end - Start.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var line)
                && line >= 1
                && line <= count
            )
            {
                var field = key[(end + 1)..].TrimStart('.').Split('.', '[')[0];
                named.TryAdd(line, (s_members.Contains(field) ? field : "", reasons.FirstOrDefault() ?? refusal.Message));
            }
        }

        return named;
    }
}
