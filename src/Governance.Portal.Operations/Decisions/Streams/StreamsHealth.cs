using System.Runtime.CompilerServices;
using Governance.Portal.Kernel.Contracts;

namespace Governance.Portal.Operations.Decisions.Streams;

/// <summary>Whether streams of decisions are read, and what they bring can be stored.</summary>
internal sealed class StreamsHealth(ListStreamStates list) : IHealthSource
{
    public string Subject => "Decision streams";

    public async IAsyncEnumerable<HealthLine> ReadAsync([EnumeratorCancellation] CancellationToken ct)
    {
        await Task.CompletedTask;
        FormattableString limit =
            $"The portal receives only as much as it can store; the rest waits at the broker (Streams__MaxPauseSeconds).";
        var streams = list.States();
        if (streams.Count == 0)
        {
            yield return HealthLine.Off(Subject, $"No stream is configured.", limit);
            yield break;
        }

        var failing = streams.Where(s => s.State.Failures > 0).ToList();
        var held = failing.FirstOrDefault(s => s.State.HeldUp.Length > 0);
        yield return failing.Count == 0 ? HealthLine.Well(Subject, $"Every stream is read here or on another node.", limit)
        : held.Source is not null
            ? HealthLine.Impaired(
                Subject,
                $"Messages from {held.Source.Name} cannot be stored at the moment ({held.State.HeldUp}). They wait at the broker.",
                limit
            )
        : HealthLine.Impaired(
            Subject,
            $"The broker of {string.Join(", ", failing.Select(s => s.Source.Name))} is not responding. The portal keeps trying.",
            limit
        );
    }
}
