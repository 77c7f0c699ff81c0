using System.Globalization;

namespace Governance.Policies;

/// <summary>What the manifest itself says against a call: data outside its scopes, and limits of the run.</summary>
internal static class AgentCallLimits
{
    /// <summary>Why the manifest does not allow the call, in one sentence; null when it does.</summary>
    public static string? WhyNot(AgentManifest manifest, IndexedTool tool, AgentCall call) =>
        WhyNotScopes(manifest, tool, call) ?? WhyNotCounts(manifest.Limits, call) ?? WhyNotSpend(manifest.Limits, tool, call);

    private static string? WhyNotScopes(AgentManifest manifest, IndexedTool tool, AgentCall call)
    {
        foreach (var scope in call.Scopes)
        {
            if (scope is null || !AgentScopes.IsPlain(scope))
            {
                return $"The scope “{YamlTreeReader.Shown(scope ?? string.Empty)}” is not written plainly, so it could be another place.";
            }

            if (Covering(manifest.Data, scope, tool.Writes) is not { } data)
            {
                return $"The manifest does not give access to “{YamlTreeReader.Shown(scope)}”.";
            }

            if (tool.Writes && data.Access != "write")
            {
                return $"The manifest gives only read access to “{YamlTreeReader.Shown(scope)}”, and {tool.Tool.Id} may write.";
            }
        }

        return null;
    }

    // The narrowest scope that covers it decides: a folder that may only be read stays so within one that may be written.
    private static AgentScope? Covering(IReadOnlyList<AgentScope> data, string scope, bool writes)
    {
        AgentScope? narrowest = null;
        foreach (var known in data)
        {
            if (
                AgentScopes.Contains(known.Scope, scope)
                && (
                    narrowest is null
                    || known.Scope.Length > narrowest.Scope.Length
                    || (known.Scope.Length == narrowest.Scope.Length && writes && known.Access == "write")
                )
            )
            {
                narrowest = known;
            }
        }

        return narrowest;
    }

    private static string? WhyNotCounts(AgentLimits limits, AgentCall call) =>
        Beyond(limits.Steps, call.Step, 1) is { } steps
            ? steps == Unknown
                ? "The manifest limits steps, and the call does not say which step of its run it is."
                : Said($"The limit of {limits.Steps} steps is reached.")
            : Beyond(limits.Seconds, call.Seconds, 0) is { } seconds
                ? seconds == Unknown
                    ? "The manifest limits seconds, and the call does not say for how long its run goes on."
                    : Said($"The limit of {limits.Seconds} seconds is reached.")
                // This call is one more.
                : Beyond(limits.CallsPerMinute - 1, call.CallsInLastMinute, 0) is { } calls
                    ? calls == Unknown
                        ? "The manifest limits calls per minute, and it is not known how many there were."
                        : Said($"The limit of {limits.CallsPerMinute} calls per minute is reached.")
                    : null;

    private static string? WhyNotSpend(AgentLimits limits, IndexedTool tool, AgentCall call)
    {
        if (call.Amount < 0 || call.SpentSoFar < 0)
        {
            return "An amount below zero is not accepted.";
        }

        if (call.Amount is not null && call.Currency is null)
        {
            return "The call names an amount and no currency.";
        }

        if (limits.Spend is not { } most)
        {
            return null;
        }

        if (call.SpentSoFar is not { } spent)
        {
            return "The manifest limits what a run spends, and it is not known what it has spent.";
        }

        if (call.Amount is not { } amount)
        {
            return tool.MovesMoney ? $"The manifest limits what a run spends, and the call of {tool.Tool.Id} names no amount."
                : spent > most ? Spent(limits)
                : null;
        }

        return call.Currency != limits.Currency
                ? $"The manifest limits what a run spends in {limits.Currency}, and the call is in {YamlTreeReader.Shown(call.Currency!)}."
            // Subtracted, because a sum could be larger than a decimal holds.
            : spent > most || amount > most - spent ? Spent(limits)
            : null;
    }

    private static string Spent(AgentLimits limits) =>
        Said($"The run would spend more than {limits.Spend:0.##########} {limits.Currency}, its limit.");

    private const int Unknown = 0;

    private static int? Beyond(int? limit, int? given, int least) =>
        limit is not { } most ? null
        : given is not { } value || value < least ? Unknown
        : value > most ? value
        : null;

    private static string Said(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
