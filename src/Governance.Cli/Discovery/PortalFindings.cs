using System.Text.Json;
using Governance.Cli.Discovery.Scanning;
using Governance.Cli.Http;

namespace Governance.Cli.Discovery;

/// <summary>Asks the portal what of a scan is registered, ignored or blocked, and files the scan there.</summary>
internal static class PortalFindings
{
    /// <summary>Most findings that a portal takes of one scan.</summary>
    public const int Max = 1_000;

    /// <summary>What was new, known and gone.</summary>
    public static (int Added, int Known, int Gone) CountsOf(JsonElement answer)
    {
        int Count(string name) => answer.TryGetProperty(name, out var count) && count.TryGetInt32(out var number) ? number : 0;
        return (Count("added"), Count("known"), Count("gone"));
    }

    public static async Task<(IReadOnlyList<JudgedFinding> Findings, JsonElement Answer)> SendAsync(
        PortalClient client,
        (string Source, string? Commit, DateTimeOffset At, bool IsComplete) scan,
        IReadOnlyList<DiscoveryFinding> findings,
        bool keeps,
        CancellationToken ct
    )
    {
        if (findings.Count > Max)
        {
            throw CliException.Usage(
                $"A portal accepts at most {Max} findings per scan; this one has {findings.Count}. Scan its folders one by one."
            );
        }

        var answer = (
            await client.PostAsync(
                keeps ? "api/v1/discoveries" : "api/v1/discoveries:match",
                writer =>
                {
                    writer.WriteStartObject();
                    writer.WriteString("source", scan.Source);
                    writer.WriteString("scannedAt", Shared.CommonOptions.Utc(scan.At));
                    writer.WriteString("commit", scan.Commit);
                    writer.WriteBoolean("complete", scan.IsComplete);
                    writer.WriteStartArray("findings");
                    foreach (var finding in findings)
                    {
                        writer.WriteStartObject();
                        DiscoverResult.Write(writer, finding);
                        writer.WriteEndObject();
                    }

                    writer.WriteEndArray();
                    writer.WriteEndObject();
                },
                ct
            )
        ).Body;
        var items = answer.Items("findings").ToList();
        return items.Count == findings.Count
            ? (
                [
                    .. findings.Zip(
                        items,
                        (finding, item) =>
                            new JudgedFinding(finding)
                            {
                                State = item.Text("state") ?? "unregistered",
                                Id = item.Text("id"),
                                RegisteredAs = item.Text("registeredAs"),
                                Reason = item.Text("reason"),
                            }
                    ),
                ],
                answer
            )
            : throw CliException.Undecided("The portal's answer covers different findings from those it was sent.");
    }
}
