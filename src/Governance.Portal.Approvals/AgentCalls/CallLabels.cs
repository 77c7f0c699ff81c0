using Governance.Domain.Agents.Calls;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Components.Badges;

namespace Governance.Portal.Approvals.AgentCalls;

/// <summary>Words for calls of tools.</summary>
internal static class CallLabels
{
    /// <summary>What counts now, as a word.</summary>
    public static (Tone Tone, string Word) Of(CallRow call) =>
        call.Decision switch
        {
            CallVerdict.Allow => (Tone.Pass, "Allowed"),
            CallVerdict.Ask => (Tone.Warn, "Waiting for a person"),
            _ when call is { Decided: CallVerdict.Ask, AnsweredAt: null } => (Tone.Fail, "Denied, not answered in time"),
            _ => (Tone.Fail, "Denied"),
        };

    /// <summary>A decision as a word.</summary>
    public static string Word(CallVerdict verdict) =>
        verdict switch
        {
            CallVerdict.Allow => "Allowed",
            CallVerdict.Ask => "Asked a person",
            _ => "Denied",
        };

    /// <summary>Money as people read it; null where the call names none.</summary>
    public static string? Money(decimal? amount, string? currency) =>
        amount is { } sum ? Formats.Money(sum, currency ?? "", sum * 100 % 1 == 0 ? 2 : 4).Trim() : null;
}
