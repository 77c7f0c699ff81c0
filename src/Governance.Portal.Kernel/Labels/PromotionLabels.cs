using Governance.Domain.Approvals;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Components.Badges;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Kernel.Labels;

/// <summary>How pages speak of promotions.</summary>
public static class PromotionLabels
{
    /// <summary>The page's name for a request, in the language in force; the name of the model stays.</summary>
    public static string Title(string displayName, string version, Stage to) =>
        to switch
        {
            Stage.Production => T["Deploy {0} {1}", displayName, version],
            Stage.Retired => T["Retire {0} {1}", displayName, version],
            Stage.Development or Stage.Staging => T["Promote {0} {1} to {2}", displayName, version, to],
        };

    /// <summary>"Development to Production". A text of its own beside those of ranges: other languages have another word there.</summary>
    public static string Way(Stage from, Stage to) => T.Current is null ? $"{from} to {to}" : T["from {0} to {1}", from, to];

    /// <summary>The word of a state.</summary>
    public static string Of(PromotionState state) => state.ToString();

    /// <summary>The word of a sign-off's status.</summary>
    public static string Of(SignOffStatus status) =>
        status switch
        {
            SignOffStatus.Signed => "Signed",
            SignOffStatus.SignedWithCondition => "Signed with a condition",
            SignOffStatus.ChangesRequested => "Changes requested",
            SignOffStatus.Rejected => "Rejected",
            SignOffStatus.Void => "Void",
            SignOffStatus.Revoked => "Revoked",
        };

    /// <summary>The colour of a sign-off's status.</summary>
    public static Tone ToneOf(SignOffStatus status) =>
        status switch
        {
            SignOffStatus.Signed or SignOffStatus.SignedWithCondition => Tone.Pass,
            SignOffStatus.ChangesRequested => Tone.Warn,
            SignOffStatus.Rejected => Tone.Fail,
            SignOffStatus.Void or SignOffStatus.Revoked => Tone.Idle,
        };

    /// <summary>The state of a request in the words of its page: what it waits for while it is open.</summary>
    public static (Tone Tone, string Icon, string Text) State(
        PromotionState state,
        bool gatePasses,
        IReadOnlyList<SignOffRole> required,
        IReadOnlyList<(SignOffRole Role, SignOffStatus Status)> live
    ) =>
        state switch
        {
            PromotionState.Approved => (Tone.Pass, "check_circle", "Approved"),
            PromotionState.Deployed => (Tone.Pass, "check_circle", "Deployed"),
            PromotionState.Rejected => (Tone.Fail, "cancel", "Rejected"),
            PromotionState.Withdrawn => (Tone.Idle, "undo", "Withdrawn"),
            PromotionState.Expired => (Tone.Idle, "schedule", "Expired"),
            PromotionState.Open when !gatePasses => (Tone.Fail, "cancel", "Blocked by a gate"),
            PromotionState.Open when live.Any(s => s.Status is SignOffStatus.ChangesRequested) => (
                Tone.Warn,
                "warning",
                "Changes requested"
            ),
            PromotionState.Open => (
                Tone.Info,
                "schedule",
                Waiting([.. required.Where(r => live.All(s => s.Role != r)).Select(SignOffMeaning.Slot)])
            ),
        };

    private static string Waiting(string[] slots) =>
        slots.Length > 1 ? $"Waiting for {string.Join(", ", slots[..^1])} and {slots[^1]}" : $"Waiting for {string.Concat(slots)}";
}
