using System.Security.Cryptography;
using System.Text;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Portal.Models.Discovery;
using Governance.Portal.Models.Registries;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Demo;

/// <summary>
/// A cache of models on disk, in the form of the Hugging Face hub's client, that the portal looks at: the demo writes its files, which say
/// what they are, and the portal reads them as it reads any.
/// </summary>
internal sealed class DemoRegistry(
    IDbContextFactory<GovernanceDbContext> dbFactory,
    DemoPlaces places,
    RegistryConnections connections,
    RequestImport request,
    RunImports imports,
    DiscoverModels discover,
    TriageDiscovery triage,
    TimeProvider clock
)
{
    private const string Organisation = "nordhaven-demo";
    private const string Embeddings = "complaint-embeddings";

    private static readonly (string Name, string Use, string Tag, int Snapshots)[] s_models =
    [
        (Embeddings, "Vectors of complaints with which the complaint router was tried.", "feature-extraction", 2),
        ("claims-triage", "Sorts claims by urgency; a trial of the claims team that no one has asked for yet.", "text-classification", 1),
    ];

    /// <summary>Whether the demo has the registry: where its settings were switched off it has none, and nothing is played.</summary>
    public bool IsThere => connections.Find(DemoPlaces.Registry) is not null;

    /// <summary>The cache as it lies on the disk.</summary>
    public async Task WriteAsync(CancellationToken ct)
    {
        foreach (var (name, use, tag, snapshots) in s_models)
        {
            var folder = Path.Combine(places.FolderOf(DemoPlaces.Registry), $"models--{Organisation}--{name}");
            for (var number = 1; number <= snapshots; number++)
            {
                var commit = Commit(name, number);
                var snapshot = Directory.CreateDirectory(Path.Combine(folder, "snapshots", commit)).FullName;
                await File.WriteAllTextAsync(
                    Path.Combine(snapshot, "README.md"),
                    $"---\nlicense: other\npipeline_tag: {tag}\ntags:\n- demo-data\n---\n# {name}\n\n{use}\n\n"
                        + "Demo data: the demo wrote this folder. There is no such model on any hub, and its weights are empty.\n",
                    ct
                );
                await File.WriteAllTextAsync(Path.Combine(snapshot, "config.json"), $"{{\"demo\": true, \"release\": {number}}}\n", ct);
                // Written later than the one before: what was fetched first is the first version.
                Directory.SetLastWriteTimeUtc(snapshot, clock.GetUtcNow().UtcDateTime.AddMinutes(number - snapshots));
                Directory.CreateDirectory(Path.Combine(folder, "refs"));
                await File.WriteAllTextAsync(Path.Combine(folder, "refs", "main"), commit, ct);
            }
        }
    }

    /// <summary>The daily reading finds two models; the security reviewer knows one of them.</summary>
    public async Task<Refusal?> ReadAsync(Actor security, Action<string> say, CancellationToken ct)
    {
        await discover.RunAsync(ct);
        string known;
        await using (var db = await dbFactory.CreateDbContextAsync(ct))
        {
            var source = DiscoverModels.SourceOf(connections.Find(DemoPlaces.Registry)!);
            known = (
                await db
                    .Discoveries.Where(d => d.Source == source && d.Name == $"{Organisation}/{Embeddings}")
                    .Select(d => d.Id)
                    .SingleAsync(ct)
            ).ToString();
        }

        say($"{DemoPlaces.Registry}: {s_models.Length} models in a folder, one of them waits for a decision");
        return (await triage.RunAsync(security, new(known, "registered", null, DemoRouter.Model), ct)).Refusal;
    }

    /// <summary>What an import would bring: a dry run.</summary>
    public async Task<Refusal?> TryAsync(Actor administrator, CancellationToken ct)
    {
        var asked = await request.RunAsync(administrator, DemoPlaces.Registry, model: null, isDryRun: true, ct);
        if (asked.IsDone)
        {
            await imports.RunAsync(ct);
        }

        return asked.Refusal;
    }

    private static string Commit(string name, int number) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"demo {name} {number}")))[..40];
}
