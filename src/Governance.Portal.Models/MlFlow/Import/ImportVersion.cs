using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Models;
using Governance.Domain.Models.MlFlow;
using Governance.Portal.Models.MlFlow.Actions;
using Governance.Portal.Models.Registries;
using Governance.Portal.Models.Registry;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Models.MlFlow.Import;

/// <summary>
/// Takes one version of a server over, with what its run says as evidence and, where the server is set up for it, its files.
/// </summary>
public sealed class ImportVersion(
    ActionRunner runner,
    RegisterNumberedVersion register,
    AddEvidence evidence,
    ServerReader server,
    ImportFiles files,
    IDbContextFactory<GovernanceDbContext> dbFactory,
    TimeProvider clock
)
{
    /// <summary>Name of the tool on evidence of runs.</summary>
    public const string Tool = "mlflow";

    private const int MaxValues = 2_000;

    /// <summary>Imports it.</summary>
    internal async Task RunAsync(MlFlowServer from, string model, JsonElement given, Action<ImportTally> counted, CancellationToken ct)
    {
        var there = given.Version()!.Value.ToString(CultureInfo.InvariantCulture);
        var source = given.Text("source", 2_000);
        var run = given.Text("run_id", 100) is { Length: > 0 } id ? id : null;
        var taken = await runner.RunAsync(
            HandleMlFlowWebhook.Job,
            new Attempt("version.registered", model, null),
            (context, token) => TakeAsync(context, model, there, given, source, run, counted, token),
            ct
        );
        counted(taken.IsDone ? new ImportTally(Versions: 1) : new ImportTally(Versions: 1, Skipped: 1));
        if (!taken.IsDone)
        {
            return;
        }

        var version = taken.Value;
        if (run is not null)
        {
            await EvidenceAsync(from, model, version, run, given, counted, ct);
        }

        if (from.Artifacts && run is not null && await files.RunAsync(from, model, version, run, source ?? "", counted, ct))
        {
            counted(new ImportTally(Artifacts: 1));
        }
    }

    private async Task<Result<string>> TakeAsync(
        ActionContext context,
        string model,
        string there,
        JsonElement given,
        string? source,
        string? run,
        Action<ImportTally> counted,
        CancellationToken ct
    )
    {
        var tags = given.Pairs("tags", MlFlowTag.MaxKey, MlFlowTag.MaxValue, MlFlowTag.Most);
        var known = await context.Db.MlFlowVersions.SingleOrDefaultAsync(v => v.Model == model && v.ServerVersion == there, ct);
        if (known is not null)
        {
            return await ImportModel.ChangedTagsAsync(context, model, known.Version, tags, ct) is { } odd ? odd : known.Version;
        }

        var added = await register.AddAsync(
            context,
            model,
            new(model, string.IsNullOrWhiteSpace(source) ? "unknown" : source)
            {
                RunId = run,
                RunLink = given.Text("run_link", 2_000),
                LoggedModel = given.Text("model_id", 100),
                Description = given.Text("description", 5_000),
                Tags = [.. tags],
            },
            there,
            ct
        );
        if (added.Refusal is { } refusal)
        {
            return refusal;
        }

        counted(new ImportTally(NewVersions: 1));
        return added.Value.Version;
    }

    // What a run measured is its maker's word: evidence to read, of no kind that a rule asks for.
    private async Task EvidenceAsync(
        MlFlowServer from,
        string model,
        string version,
        string run,
        JsonElement given,
        Action<ImportTally> counted,
        CancellationToken ct
    )
    {
        await using (var db = await dbFactory.CreateDbContextAsync(ct))
        {
            if (await db.Evidence.AnyAsync(e => e.Model == model && e.Version == version && e.Tool == Tool, ct))
            {
                return;
            }
        }

        JsonElement answer;
        try
        {
            answer = await server.GetAsync(from, "runs/get", [("run_id", run)], ct);
        }
        catch (ServerException e) when (e.IsMissing)
        {
            return; // runs are deleted more often than models
        }
        catch (ServerException e) when (e.IsRubbish)
        {
            counted(new ImportTally(Skipped: 1)); // one run that cannot be read must not stop the rest; it is asked for again next time
            return;
        }

        if (
            !answer.TryGetProperty("run", out var found)
            || found.ValueKind is not JsonValueKind.Object
            || !found.TryGetProperty("data", out var data)
        )
        {
            counted(new ImportTally(Skipped: 1));
            return;
        }

        var payload = JsonSerializer.SerializeToElement(Payload(from, run, given, data));
        var added = await evidence.RunAsync(
            HandleMlFlowWebhook.Job,
            new(model, version, WireName.Of(EvidenceKind.Other), Tool, CanonicalJson.Time(clock.GetUtcNow())),
            payload,
            ct
        );
        if (!added.IsDone)
        {
            counted(new ImportTally(Skipped: 1));
        }
    }

    private static JsonObject Payload(MlFlowServer from, string run, JsonElement given, JsonElement data) =>
        new()
        {
            ["schema"] = "governance.mlflow-run/v1",
            ["server"] = from.Name,
            ["runId"] = run,
            ["claimedStage"] = given.Text("current_stage", 40),
            ["metrics"] = Object(data.List("metrics").Take(MaxValues).Select(m => (m.Text("key", 250), (JsonNode?)Number(m)))),
            ["params"] = Object(data.Pairs("params", 250, 6_000, MaxValues).Select(p => ((string?)p.Key, (JsonNode?)p.Value))),
            ["tags"] = Object(data.Pairs("tags", 250, 5_000, MaxValues).Select(p => ((string?)p.Key, (JsonNode?)p.Value))),
        };

    private static JsonObject Object(IEnumerable<(string? Key, JsonNode? Value)> members)
    {
        var made = new JsonObject();
        foreach (var (key, value) in members.Where(m => m.Key is { Length: > 0 }))
        {
            made[key!] = value;
        }

        return made;
    }

    // MLflow writes what is no number as a text; it stays one.
    private static JsonValue? Number(JsonElement metric) =>
        metric.TryGetProperty("value", out var value)
        && value.ValueKind is JsonValueKind.Number
        && value.TryGetDouble(out var number)
        && double.IsFinite(number)
            ? JsonValue.Create(number)
            : JsonValue.Create(metric.Text("value", 40));
}
