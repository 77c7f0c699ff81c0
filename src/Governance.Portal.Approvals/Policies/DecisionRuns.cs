using System.Collections.Concurrent;
using System.Globalization;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Facts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Policies;

/// <summary>
/// Stores what decided about a deployment as a gate run of its own, so that the answer can be replayed. The same decision on the same facts
/// is one run, however often it is asked.
/// </summary>
public sealed class DecisionRuns(ActionRunner runner)
{
    private const int MaxRemembered = 1_024;
    private static readonly Actor s_gate = Actor.OfJob("gate");
    private readonly ConcurrentDictionary<string, GateRunId> _known = new(StringComparer.Ordinal);

    /// <summary>The run of a decision, stored in a transaction of its own where there is none yet.</summary>
    public async Task<GateRunId> KeepAsync(ModelVersion version, Stage to, Evaluation decided, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(version);
        ArgumentNullException.ThrowIfNull(decided);
        var key = KeyOf(version, to, decided);
        if (_known.TryGetValue(key, out var known))
        {
            return known;
        }

        var kept = await runner.RunAsync<GateRunId>(
            s_gate,
            new Attempt("gate.evaluated", version.Id, null),
            async (context, token) => await KeepAsync(context, version, to, decided, token),
            ct
        );
        if (kept.Refusal is { } refusal)
        {
            throw new InvalidOperationException($"The decision about {version.Id} could not be stored: {refusal.Message}");
        }

        if (_known.Count >= MaxRemembered)
        {
            _known.Clear();
        }

        return _known[key] = kept.Value;
    }

    /// <summary>The same within a running action.</summary>
    public static async Task<GateRunId> KeepAsync(
        ActionContext context,
        ModelVersion version,
        Stage to,
        Evaluation decided,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(version);
        ArgumentNullException.ThrowIfNull(decided);
        // Every number of it: what stays within a band is another document all the same.
        var exact = decided.Input.FactsSha256();
        var policies = string.Join(',', decided.Result.Policies.Select(p => p.Sha256));
        var engine = decided.Result.Engine;
        var (model, name) = (version.Model, version.Version);
        var before = await context
            .Db.GateRuns.AsNoTracking()
            .Where(r =>
                r.Promotion == null
                && r.Model == model
                && r.Version == name
                && r.Stage == to
                && r.InputFactsSha256 == exact
                && r.PolicySha256s == policies
                && r.Engine == engine
            )
            .OrderByDescending(r => r.Id)
            .FirstOrDefaultAsync(ct);
        return before is not null && GateRuns.SaysTheSame(before.ReadResult(), decided.Result)
            ? before.Id
            : (await GateRuns.StoreAsync(context, null, version, to, decided with { FactsSha256 = exact }, ct)).Id;
    }

    private static string KeyOf(ModelVersion version, Stage to, Evaluation decided) =>
        string.Join(
            '|',
            version.Id,
            WireName.Of(to),
            decided.Input.FactsSha256(),
            string.Join(',', decided.Result.Policies.Select(p => p.Sha256 + (p.Applied ? "+" : "-"))),
            string.Join(
                ',',
                decided.Result.Results.Select(r => string.Create(CultureInfo.InvariantCulture, $"{r.Policy}/{r.RuleId}:{(int)r.Outcome}"))
            )
        );
}
