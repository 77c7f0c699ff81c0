using System.Globalization;
using Governance.Cli.Http;
using Governance.Cli.Output;

namespace Governance.Cli.Gates;

/// <summary>Asks a gate until it allows, denies for good, or the time is up. Holds no state: a restarted pipeline simply asks on.</summary>
internal sealed class GateWait(CliHost host, PortalClient client)
{
    private static readonly TimeSpan s_first = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(60);

    public async Task<(GateAnswer Answer, ExitCode ExitCode)> RunAsync(GateQuestion question, TimeSpan wait, CancellationToken ct)
    {
        var started = host.Clock.GetTimestamp();
        var pause = s_first;
        string? last = null;
        while (true)
        {
            var (answer, silence) = await AskAsync(question, ct);
            if (answer is { Allow: true })
            {
                return (answer, ExitCode.Done);
            }

            if (answer is { IsFinal: true })
            {
                return (answer, ExitCode.Refused);
            }

            var now = silence?.Message ?? answer!.Summary;
            if (now != last)
            {
                last = now;
                var time = host.Clock.GetUtcNow().ToString("HH:mm:ss'Z'", CultureInfo.InvariantCulture);
                await host.Error.WriteLineAsync($"{time} {PlainText.Line(now)}");
            }

            var left = wait - host.Clock.GetElapsedTime(started);
            if (left <= TimeSpan.Zero)
            {
                return answer is null ? throw silence! : (answer, ExitCode.StillOpen);
            }

            // A fifth more or less, so that many pipelines do not ask at the same moment; the last question falls on the end.
            var spread = pause * (0.8 + (0.4 * host.Jitter()));
            await Task.Delay(spread < left ? spread : left, host.Clock, ct);
            pause = pause * 1.5 < s_longest ? pause * 1.5 : s_longest;
        }
    }

    /// <summary>While waiting, a server that is away for a moment is no reason to give up; a key it refuses is.</summary>
    private async Task<(GateAnswer? Answer, CliException? Silence)> AskAsync(GateQuestion question, CancellationToken ct)
    {
        try
        {
            return (new GateAnswer(question, (await client.GetAsync(question.Path, ct, attempts: 1)).Body), null);
        }
        catch (CliException silence) when (silence is { ExitCode: ExitCode.Undecided, Status: null or 429 or >= 500 })
        {
            return (null, silence);
        }
    }
}
