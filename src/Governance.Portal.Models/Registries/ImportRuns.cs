using System.Text;
using System.Text.Json.Nodes;
using Governance.Domain.Lineage;
using Governance.Domain.Models.Registries;
using Governance.Portal.Kernel.Contracts;
using Governance.Transparency;

namespace Governance.Portal.Models.Registries;

/// <summary>
/// Takes runs of jobs over as lineage: those that made an imported version, and those that wrote tables. They become events of OpenLineage,
/// made of what the registry says alone, so reading a run again makes the same events, which are known and change nothing.
/// </summary>
public sealed class ImportRuns(RegistryConnections connections, IStoreLineage lineage)
{
    // Some thousand runs in one import. What is older was read by imports before.
    private const int MaxPages = 400;
    private const string Schema = "https://openlineage.io/spec/2-0-2/OpenLineage.json";

    /// <summary>The run that made a version.</summary>
    /// <returns>False while it has not ended, or could not be read: it is asked for again.</returns>
    internal async Task<bool> OfVersionAsync(
        RegistryConnection from,
        FoundModel there,
        (string Model, string Version) here,
        FoundVersion found,
        ImportLines lines,
        CancellationToken ct
    )
    {
        var reader = connections.ReaderOf(from);
        if (!reader.ReadsRuns(from))
        {
            return true;
        }

        FoundRun? run;
        try
        {
            run = await reader.RunAsync(from, there, found, ct);
        }
        catch (RegistryException e) when (e.IsMissing)
        {
            return true; // runs are deleted more often than models
        }
        catch (RegistryException e) when (e.IsRubbish)
        {
            lines.Count(new ImportTally(Skipped: 1));
            lines.Add(RegistryDifferenceKind.Skipped, there.Name, found.Number, here.Model, e.Message);
            return false;
        }

        if (run is null)
        {
            return true;
        }

        var made = Dataset(from, new FoundTable(run.Namespace, $"{there.Id}@{found.Number}"));
        made["facets"] = new JsonObject
        {
            ["governance"] = Facet(from, new JsonObject { ["model"] = here.Model, ["version"] = here.Version }),
        };
        await StoreAsync(from, [run], [made], ct);
        return run.EndedAt is not null;
    }

    /// <summary>Runs that wrote the tables which the connection names, in pages.</summary>
    internal async Task OfTablesAsync(RegistryConnection from, ImportLines lines, CancellationToken ct)
    {
        var reader = connections.ReaderOf(from);
        if (!reader.ReadsRuns(from))
        {
            return;
        }

        var (cursor, seen) = ((string?)null, new HashSet<string>(StringComparer.Ordinal));
        for (var pages = 0; pages < MaxPages; pages++)
        {
            var page = await reader.RunsAsync(from, cursor, ct);
            lines.Count(new ImportTally(Skipped: page.Skipped));
            await StoreAsync(from, page.Items, [], ct);
            if ((cursor = page.Next) is null)
            {
                return;
            }

            if (!seen.Add(cursor))
            {
                throw new RegistryException("The server returns the same page of runs again and again.");
            }
        }
    }

    private async Task StoreAsync(
        RegistryConnection from,
        IReadOnlyList<FoundRun> runs,
        IReadOnlyList<JsonObject> made,
        CancellationToken ct
    )
    {
        JsonObject[] events = [.. runs.SelectMany(r => Events(from, r, made))];
        if (await lineage.StoreAsync(RunImports.Job, events, ct) is { } refusal)
        {
            throw new RegistryException(refusal.Message);
        }
    }

    // What it read and wrote is said at the end; while it runs, at the beginning.
    private static IEnumerable<JsonObject> Events(RegistryConnection from, FoundRun run, IReadOnlyList<JsonObject> made)
    {
        yield return Event(from, run, RunState.Start, run.StartedAt, run.EndedAt is null ? made : null);
        if (run.EndedAt is { } end)
        {
            yield return Event(from, run, run.State, end < run.StartedAt ? run.StartedAt : end, made);
        }
    }

    private static JsonObject Event(
        RegistryConnection from,
        FoundRun run,
        RunState state,
        DateTimeOffset at,
        IReadOnlyList<JsonObject>? made
    )
    {
        var job = new JsonObject
        {
            ["jobType"] = Facet(
                from,
                new JsonObject
                {
                    ["processingType"] = "BATCH",
                    ["integration"] = "DATABRICKS",
                    ["jobType"] = run.Trains ? "TRAINING" : "JOB",
                }
            ),
        };
        if (run.Title is { } title)
        {
            job["documentation"] = Facet(from, new JsonObject { ["description"] = title });
        }

        return new JsonObject
        {
            ["eventType"] = state.ToString().ToUpperInvariant(),
            ["eventTime"] = CanonicalJson.Time(at),
            ["producer"] = ProducerOf(from),
            ["schemaURL"] = $"{Schema}#/$defs/RunEvent",
            ["run"] = new JsonObject { ["runId"] = IdOf(from, run).ToString("D"), ["facets"] = new JsonObject() },
            ["job"] = new JsonObject
            {
                ["namespace"] = run.Namespace,
                ["name"] = run.Job,
                ["facets"] = job,
            },
            ["inputs"] = new JsonArray([.. made is null ? [] : run.Inputs.Select(i => (JsonNode)Dataset(from, i))]),
            ["outputs"] = new JsonArray([
                .. made is null ? [] : run.Outputs.Select(o => (JsonNode)Dataset(from, o)).Concat(made.Select(m => m.DeepClone())),
            ]),
        };
    }

    private static JsonObject Dataset(RegistryConnection from, FoundTable table)
    {
        var facets = new JsonObject();
        if (table.Version is { } version)
        {
            facets["version"] = Facet(from, new JsonObject { ["datasetVersion"] = version });
        }

        return new JsonObject
        {
            ["namespace"] = table.Namespace,
            ["name"] = table.Name,
            ["facets"] = facets,
        };
    }

    private static JsonObject Facet(RegistryConnection from, JsonObject facet)
    {
        facet["_producer"] = ProducerOf(from);
        facet["_schemaURL"] = Schema;
        return facet;
    }

    private static string ProducerOf(RegistryConnection from) => $"urn:governance:registry:{from.Name}";

    // The same for the same run, whichever import reads it, and of no other connection's run.
    private static Guid IdOf(RegistryConnection from, FoundRun run) =>
        new(Convert.FromHexString(Sha256Hex.Of(Encoding.UTF8.GetBytes($"registry-run\n{from.Name}\n{run.Id}")))[..16]);
}
