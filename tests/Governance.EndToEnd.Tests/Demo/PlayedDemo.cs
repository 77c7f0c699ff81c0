using Governance.Domain.Monitoring;
using Governance.EndToEnd.Tests.Infrastructure;
using Governance.Policies;
using Governance.Portal.Approvals.Postures;
using Governance.Portal.Demo;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.EndToEnd.Tests.Demo;

/// <summary>
/// The files of a portal that played the demo and ended. It is played once; every portal with the demo's data begins with a copy.
/// </summary>
/// <param name="Folder">Where the files are.</param>
/// <param name="WaitingWhenSigned">How many windows waited for the monitors whenever the scene had signed something.</param>
public sealed record PlayedDemo(string Folder, IReadOnlyList<int> WaitingWhenSigned)
{
    private static readonly Lazy<Task<PlayedDemo>> s_played = new(PlayAsync);

    public static Task<PlayedDemo> GetAsync() => s_played.Value;

    /// <summary>Gives a portal that has not started the data.</summary>
    public void CopyTo(string folder)
    {
        // A folder of keys that others may read is refused.
        foreach (var below in Directory.EnumerateDirectories(Folder, "*", SearchOption.AllDirectories))
        {
            var copy = Directory.CreateDirectory(Path.Combine(folder, Path.GetRelativePath(Folder, below)));
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(copy.FullName, File.GetUnixFileMode(below));
            }
        }

        foreach (var file in Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories))
        {
            File.Copy(file, Path.Combine(folder, Path.GetRelativePath(Folder, file)), overwrite: true);
        }
    }

    private static async Task<PlayedDemo> PlayAsync()
    {
        var kept = Path.Combine(Path.GetTempPath(), "governance-tests", Path.GetRandomFileName());
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(kept, recursive: true);
        List<int> waiting = [];
        // As the command plays it: on a clock of its own, without jobs. They come with the portals that begin with a copy.
        await using (
            var portal = new PortalFactory
            {
                Replace = DemoClock.Use,
                RunsJobs = false,
                KeptIn = kept,
            }
        )
        {
            await File.WriteAllTextAsync(Path.Combine(portal.Folder, DemoFolder.Marker), "");
            portal.Settings["Demo:Enabled"] = "true";
            await using var scope = portal.Services.CreateAsyncScope();
            var scene = scope.ServiceProvider.GetRequiredService<DemoScene>();
            var refusal = await scene.PlayAsync(
                Repository.Sample(),
                PortalFactory.Password,
                line =>
                {
                    if (line.Contains("signed", StringComparison.Ordinal))
                    {
                        using var db = portal.Databases.CreateDbContext();
                        waiting.Add(
                            db.WindowEvaluations.Count(e => e.State == EvaluationState.Waiting || e.State == EvaluationState.Running)
                        );
                    }
                },
                CancellationToken.None
            );
            Assert.True(refusal is null, refusal?.Message + await BlockedAsync(portal));
            await portal.Get<KeepPostures>().RunAsync(CancellationToken.None);
        }

        return new PlayedDemo(kept, waiting);
    }

    private static async Task<string> BlockedAsync(PortalFactory portal)
    {
        await using var db = await portal.Databases.CreateDbContextAsync();
        var run = await db.GateRuns.OrderByDescending(r => r.Id).FirstOrDefaultAsync();
        var rules = run is null
            ? null
            : GateResult
                .FromBytes(run.Result)
                .Result?.Results.Where(r => r.Blocking && r.Outcome is not RuleOutcome.Pass)
                .Select(r => $" {r.RuleId}: {r.Message}");
        return $" The last gate, of {run?.Model} {run?.Version}:{string.Concat(rules ?? [])}";
    }
}
