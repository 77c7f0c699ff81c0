using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Models;
using Governance.Portal.Kernel.AuditLog;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Kernel.Facts;

/// <summary>
/// What the log says of a model's deployments: which version was put where, by which promotion, from when until when. Rows that say
/// something else are not believed.
/// </summary>
public static class DeploymentTrail
{
    private static readonly string[] s_actions = ["deployment.made", "deployment.rolled-back", "version.retired", "experiment.stopped"];

    /// <summary>Digest of a place, as entries name it.</summary>
    public static string Place(string environment, string? region) =>
        Sha256Hex.Of(CanonicalJson.Serialize(new JsonObject { ["environment"] = environment, ["region"] = region }));

    /// <summary>Why the deployments of a model may not be relied on; null when every row has its entry and says what it says.</summary>
    public static async Task<Refusal?> RefusesAsync(GovernanceDbContext db, string model, CancellationToken ct)
    {
        var rows = await db
            .Deployments.AsNoTracking()
            .IgnoreQueryFilters()
            .Where(d => d.Model == model)
            .OrderBy(d => d.Since)
            .ThenBy(d => d.Id)
            .ToListAsync(ct);
        if (rows.Count == 0)
        {
            return null;
        }

        List<string> subjects =
        [
            .. rows.Select(d => d.Id.ToString()),
            .. rows.Select(d => ModelName.Of(d.Model, d.Version)).Distinct(StringComparer.Ordinal),
            .. rows.Select(d => d.Experiment?.ToString()).OfType<string>().Distinct(StringComparer.Ordinal),
        ];
        if (await LoggedFact.OfAsync(db, subjects, s_actions, ct) is not { } facts)
        {
            return RecordRefusals.Altered(rows[0].Id.ToString());
        }

        var begun = new Dictionary<string, Func<Deployment, bool>>(StringComparer.Ordinal);
        var ended = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var fact in facts)
        {
            Read(fact, begun, ended);
        }

        return
            rows.Find(row => !begun.TryGetValue(row.Id.ToString(), out var says) || !says(row) || !EndsAsLogged(row, ended)) is { } altered
            ? RecordRefusals.Altered(altered.Id.ToString())
            : null;
    }

    private static void Read(LoggedFact fact, Dictionary<string, Func<Deployment, bool>> begun, Dictionary<string, string> ended)
    {
        if (fact.Action == "deployment.made")
        {
            begun[fact.Subject] = row => Made(row, fact);
        }
        else if (fact.Action == "deployment.rolled-back")
        {
            var (ids, places) = (fact.Texts("deployments"), fact.Texts("places"));
            for (var i = 0; i < ids.Count; i++)
            {
                var place = i < places.Count ? places[i] : null;
                begun[ids[i]] = row => RolledBack(row, fact, place);
            }
        }

        foreach (
            var id in fact.Texts(
                fact.Action switch
                {
                    "deployment.made" => "replaced",
                    "deployment.rolled-back" => "ended",
                    _ => "deployments",
                }
            )
        )
        {
            ended.TryAdd(id, fact.Time);
        }
    }

    private static bool Made(Deployment row, LoggedFact fact) =>
        row.Kind is DeploymentKind.Deploy
        && Began(row, fact)
        && fact.Text("version") == row.Version
        && fact.Text("stage") == WireName.Of(row.Stage)
        && fact.Text("experiment") == row.Experiment?.ToString()
        && fact.Agrees("override", row.Override?.ToString())
        && fact.Agrees("configSha256", row.ConfigSha256)
        && fact.Agrees("placeSha256", Place(row.Environment, row.Region));

    private static bool RolledBack(Deployment row, LoggedFact fact, string? place) =>
        row.Kind is DeploymentKind.RollBack
        && Began(row, fact)
        && fact.Text("to") == row.Version
        && row.Stage is Stage.Production
        && row.Experiment is null
        && (place is null || place == Place(row.Environment, row.Region));

    private static bool Began(Deployment row, LoggedFact fact) =>
        fact.Text("model") == row.Model
        && fact.Text("promotion") == row.Promotion.ToString()
        && fact.Text("artifactSha256") == row.ArtifactSha256
        && fact.Actor == row.DeployedBy
        && fact.Time == CanonicalJson.Time(row.Since);

    private static bool EndsAsLogged(Deployment row, Dictionary<string, string> ended) =>
        ended.GetValueOrDefault(row.Id.ToString()) == (row.Until is { } until ? CanonicalJson.Time(until) : null);
}
