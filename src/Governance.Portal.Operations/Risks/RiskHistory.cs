using System.Text.Json;
using System.Text.Json.Serialization;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Gates;
using Governance.Domain.Risks;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Findings;
using Governance.Portal.Kernel.Labels;
using Microsoft.EntityFrameworkCore;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Operations.Risks;

/// <summary>A revision of a risk, with what differs from the one before.</summary>
/// <param name="Revision">Its number.</param>
/// <param name="At">Time of the revision.</param>
/// <param name="By">The person, as written in the audit log.</param>
/// <param name="ByName">Name of that person.</param>
/// <param name="Action">The action, as written in the audit log.</param>
/// <param name="Words">The action in words.</param>
/// <param name="Reason">The reason; null if none was given, or once erased.</param>
/// <param name="Residual">Residual score at that time.</param>
/// <param name="Sha256">SHA-256 of the risk at that time, as in the audit log.</param>
/// <param name="Differences">Members that differ from the revision before.</param>
public sealed record RevisionView(
    int Revision,
    DateTimeOffset At,
    string By,
    string ByName,
    string Action,
    string Words,
    string? Reason,
    int? Residual,
    string Sha256,
    IReadOnlyList<RiskDifference> Differences
);

/// <summary>A step of a risk's story: its own revisions, alerts of its signal, and what gates said meanwhile.</summary>
/// <param name="At">Time of the step.</param>
/// <param name="Subject">The record it happened to: the risk, an alert, a gate run.</param>
/// <param name="Action">The action, as written in the audit log.</param>
/// <param name="Words">The action in words.</param>
/// <param name="Detail">The reason, or the result.</param>
/// <param name="LogIndex">Its entry in the log.</param>
public sealed record StoryStep(DateTimeOffset At, string Subject, string Action, string Words, string? Detail, long LogIndex)
{
    /// <summary>The result as pages say it; null where that is the detail.</summary>
    [JsonIgnore]
    public string? Shown { get; init; }
}

/// <summary>Reads what happened to a risk.</summary>
public sealed class RiskHistory(IDbContextFactory<GovernanceDbContext> dbFactory, LogLabels words)
{
    private const int MaxSteps = 200;

    /// <summary>A page of its revisions, the newest first.</summary>
    /// <param name="id">Which risk.</param>
    /// <param name="below">Only with a smaller number; null from the newest.</param>
    /// <param name="limit">How many, 1 to 500.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<ApiPage<RevisionView>> RunAsync(RiskId id, int? below, int limit, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var found = await db
            .RiskVersions.AsNoTracking()
            .Where(v => v.Risk == id && (below == null || v.Revision < below))
            .OrderByDescending(v => v.Revision)
            .Take(limit + 1)
            .ToListAsync(ct);
        var names = await AuditActors.LoadAsync(db, words, found.Select(v => v.By), ct);
        var page = found
            .Take(limit)
            .Select(
                (v, i) =>
                    new RevisionView(
                        v.Revision,
                        v.At,
                        v.By,
                        names[v.By],
                        v.Action,
                        words.Of(v.Action),
                        string.IsNullOrEmpty(v.Reason.Text) ? null : v.Reason.Text,
                        v.Residual,
                        v.Sha256,
                        RiskSnapshot.Differences(i + 1 < found.Count ? found[i + 1].Snapshot : [], v.Snapshot)
                    )
            )
            .ToList();
        return new(
            page,
            found.Count > limit ? Cursor.Encode(page[^1].Revision.ToString(System.Globalization.CultureInfo.InvariantCulture)) : null
        );
    }

    /// <summary>The risk's story in one line of time, the oldest first: the newest 200 steps of it.</summary>
    public async Task<IReadOnlyList<StoryStep>> StoryAsync(RiskId id, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        if (await db.Risks.AsNoTracking().IgnoreAutoIncludes().SingleOrDefaultAsync(r => r.Id == id, ct) is not { } risk)
        {
            return [];
        }

        var (monitor, rule, model, version, raised) = (risk.SignalMonitor, risk.SignalRule, risk.Model, risk.Version, risk.RaisedAt);
        var alerts = model is null
            ? []
            : await db
                .Alerts.AsNoTracking()
                .Where(a => a.Model == model && ((monitor != null && a.Monitor == monitor) || (rule != null && a.Rule == rule)))
                .OrderByDescending(a => a.Id)
                .Take(MaxSteps)
                .Select(a => a.Id)
                .ToListAsync(ct);
        var runs = model is null
            ? []
            : await db
                .GateRuns.AsNoTracking()
                .Where(r => r.Model == model && (version == null || r.Version == version) && r.EvaluatedAt >= raised)
                .OrderByDescending(r => r.Id)
                .Take(MaxSteps)
                .ToListAsync(ct);
        var text = id.ToString();
        var subjects = alerts.Select(a => a.ToString()).Concat(runs.Select(r => r.Id.ToString())).Append(text).ToList();
        var entries = await db
            .AuditEntries.AsNoTracking()
            .Where(e => subjects.Contains(e.Subject))
            .OrderByDescending(e => e.Index)
            .Take(MaxSteps)
            .ToListAsync(ct);
        var reasons = await db
            .RiskVersions.AsNoTracking()
            .Where(v => v.Risk == id)
            .OrderByDescending(v => v.Revision)
            .Take(MaxSteps)
            .ToDictionaryAsync(v => v.Sha256, v => v.Reason.Text, ct);
        var said = runs.ToDictionary(r => r.Id.ToString(), StringComparer.Ordinal);
        return
        [
            .. entries
                .OrderBy(e => e.Index)
                .Select(e =>
                {
                    using var leaf = JsonDocument.Parse(e.Leaf);
                    var data = leaf.RootElement.GetProperty("data");
                    var run = said.GetValueOrDefault(e.Subject);
                    var detail =
                        run is not null ? Gate(run, text, T[WireName.Of(run.Outcome)], rule => rule.Message)
                        : data.TryGetProperty("sha256", out var sha256)
                        && sha256.GetString() is { } digest
                        && reasons.GetValueOrDefault(digest) is { Length: > 0 } why
                            ? why
                        : null;
                    return new StoryStep(e.Time, e.Subject, e.Action, words.Of(e.Action), detail, e.Index)
                    {
                        Shown = run is null ? null : Gate(run, text, Outcome(run.Outcome), rule => FindingText.Of(rule).Say()),
                    };
                }),
        ];
    }

    // What the gate said about risks: the sentence of the rule, else its outcome.
    private static string Gate(GateRun run, string risk, string ended, Func<Governance.Policies.RuleResult, string> say)
    {
        var result = Governance.Policies.GateResult.FromBytes(run.Result).Result;
        var rule =
            result?.Results.FirstOrDefault(r =>
                r.Type == "risk_appetite"
                && (r.Message.Contains(risk, StringComparison.Ordinal) || r.Outcome is not Governance.Policies.RuleOutcome.Pass)
            )
            ?? result?.Results.FirstOrDefault(r => r.Type == "risk_appetite");
        var outcome = T["{0} for {1}: {2}", Domain.Models.ModelName.Of(run.Model, run.Version), T[WireName.Of(run.Stage)], ended];
        return rule is null ? $"{outcome}." : $"{outcome}. {rule.RuleId}: {say(rule)}";
    }

    private static string Outcome(GateOutcome outcome) =>
        outcome switch
        {
            GateOutcome.Pass => T["passed"],
            GateOutcome.Warn => T["passed with warnings"],
            GateOutcome.Fail => T.Sense("failed", "a gate"),
            GateOutcome.Error => T["could not be evaluated"],
        };
}
