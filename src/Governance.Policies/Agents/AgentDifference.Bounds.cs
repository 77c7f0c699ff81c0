using System.Globalization;

namespace Governance.Policies;

public static partial class AgentDifference
{
    private static void Limits(AgentLimits older, AgentLimits newer, Changes changes)
    {
        const AgentChangeKind raised = AgentChangeKind.LimitRaised;
        Spend(older, newer, changes);
        Bound(
            older.Steps,
            newer.Steps,
            raised,
            (AgentChangeTexts.StepsUnlimited, AgentChangeTexts.Steps, AgentChangeTexts.StepsLimited),
            changes
        );
        Bound(
            older.Seconds,
            newer.Seconds,
            raised,
            (AgentChangeTexts.SecondsUnlimited, AgentChangeTexts.Seconds, AgentChangeTexts.SecondsLimited),
            changes
        );
        Bound(
            older.CallsPerMinute,
            newer.CallsPerMinute,
            raised,
            (AgentChangeTexts.CallsUnlimited, AgentChangeTexts.Calls, AgentChangeTexts.CallsLimited),
            changes
        );
    }

    private static void Spend(AgentLimits older, AgentLimits newer, Changes changes)
    {
        if ((older.Spend, older.Currency) == (newer.Spend, newer.Currency) || (older.Spend, newer.Spend) is (null, null))
        {
            return;
        }

        if (newer.Spend is not { } now)
        {
            changes.Add(AgentChangeKind.SpendRaised, AgentChangeTexts.SpendUnlimited, Money(older.Spend!.Value, older));
        }
        else if (older.Spend is not { } was)
        {
            changes.Add(AgentChangeKind.Lessened, AgentChangeTexts.SpendLimited, Money(now, newer));
        }
        else
        {
            // Which of two currencies is more, no one here knows.
            changes.Add(
                now > was || older.Currency != newer.Currency ? AgentChangeKind.SpendRaised : AgentChangeKind.Lessened,
                AgentChangeTexts.Spend,
                Money(now, newer),
                Money(was, older)
            );
        }
    }

    private static void Bound(
        int? older,
        int? newer,
        AgentChangeKind raised,
        (string Dropped, string Changed, string Gained) texts,
        Changes changes
    )
    {
        switch (older, newer)
        {
            case ({ } was, null):
                changes.Add(raised, texts.Dropped, Whole(was));
                break;
            case (null, { } now):
                changes.Add(AgentChangeKind.Lessened, texts.Gained, Whole(now));
                break;
            case ({ } was, { } now) when was != now:
                changes.Add(now > was ? raised : AgentChangeKind.Lessened, texts.Changed, Whole(now), Whole(was));
                break;
            default:
                break;
        }
    }

    /// <summary>
    /// What a person is asked before is judged tool by tool: a checkpoint may be dropped, and another that names a risk still asks; or it may stay
    /// while the tool is no longer marked with its risk.
    /// </summary>
    private static void Checkpoints(AgentManifest older, AgentManifest newer, Changes changes)
    {
        var found = changes.Ordered.Count;
        foreach (var (was, now) in Pairs(older.Tools, newer.Tools, tool => tool.Id))
        {
            if (was is not null && now is not null)
            {
                Compare(now.Id, AskedAbove(older, was), AskedAbove(newer, now), older.Limits, newer.Limits, changes);
            }
        }

        var byTool = changes.Ordered.Count > found;
        foreach (var (was, now) in Pairs(older.Checkpoints, newer.Checkpoints, checkpoint => checkpoint.On))
        {
            // A tool's own checkpoint was judged above, unless the tool itself came or went, which is said in its place.
            if (!byTool && AgentVocabulary.ToolRisks.Contains((now ?? was)!.On, StringComparer.Ordinal))
            {
                Compare((now ?? was)!.On, Above(was), Above(now), older.Limits, newer.Limits, changes);
            }

            changes.When(
                was is not null && now is not null && was.Minutes != now.Minutes,
                AgentChangeKind.Other,
                AgentChangeTexts.CheckpointMinutes,
                (now ?? was)!.On,
                Whole(now?.Minutes ?? 0),
                Whole(was?.Minutes ?? 0)
            );
        }
    }

    private static void Compare(string on, decimal? was, decimal? now, AgentLimits older, AgentLimits newer, Changes changes)
    {
        if (was == now)
        {
            return;
        }

        switch (was, now)
        {
            case (_, null):
                changes.Add(AgentChangeKind.CheckpointDropped, AgentChangeTexts.CheckpointDropped, on);
                break;
            case (null, Always):
                changes.Add(AgentChangeKind.Lessened, AgentChangeTexts.CheckpointGained, on);
                break;
            case (null, { } above):
                changes.Add(AgentChangeKind.Lessened, AgentChangeTexts.CheckpointGainedAbove, on, Money(above, newer));
                break;
            case (Always, { } above):
                changes.Add(AgentChangeKind.CheckpointLoosened, AgentChangeTexts.CheckpointAbove, on, Money(above, newer));
                break;
            case ({ } before, Always):
                changes.Add(AgentChangeKind.Lessened, AgentChangeTexts.CheckpointAlways, on, Money(before, older));
                break;
            case ({ } before, { } above):
                changes.Add(
                    above > before ? AgentChangeKind.CheckpointLoosened : AgentChangeKind.Lessened,
                    above > before ? AgentChangeTexts.CheckpointHigher : AgentChangeTexts.CheckpointLower,
                    on,
                    Money(above, newer),
                    Money(before, older)
                );
                break;
        }
    }

    /// <summary>Below every amount: a person is always asked.</summary>
    private const decimal Always = -1m;

    /// <summary>The amount above which a person is asked before the tool is called; null when never.</summary>
    private static decimal? AskedAbove(AgentManifest manifest, AgentTool tool)
    {
        // A tool that no one reviewed is judged as having every risk.
        var risks = tool.Risks.Count == 0 ? AgentVocabulary.ToolRisks : tool.Risks;
        return manifest
            .Checkpoints.Where(checkpoint => checkpoint.On == tool.Id || risks.Contains(checkpoint.On, StringComparer.Ordinal))
            .Min(Above);
    }

    private static decimal? Above(AgentCheckpoint? checkpoint) => checkpoint is null ? null : checkpoint.AboveAmount ?? Always;

    private static string Whole(int number) => Number.Write((long)number);

    private static string Money(decimal amount, AgentLimits limits) =>
        amount.ToString("#,0.00####", CultureInfo.InvariantCulture) + (limits.Currency is { } currency ? " " + currency : string.Empty);
}
