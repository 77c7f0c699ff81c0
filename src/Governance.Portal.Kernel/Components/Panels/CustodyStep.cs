using Governance.Portal.Kernel.Components.Badges;

namespace Governance.Portal.Kernel.Components.Panels;

/// <summary>A step of a chain of custody as a timeline shows it.</summary>
/// <param name="Index">Its entry of the log.</param>
/// <param name="At">When.</param>
/// <param name="Words">What, and by whom.</param>
/// <param name="Detail">What of it matters; empty when nothing more does.</param>
/// <param name="Icon">Symbol of its kind.</param>
/// <param name="Tone">Its colour role.</param>
public sealed record CustodyStep(long Index, DateTimeOffset At, string Words, string Detail, string Icon, Tone Tone)
{
    /// <summary>Where the thing that <see cref="Detail"/> names has its page; null where it has none.</summary>
    public string? Href { get; init; }

    /// <summary>Symbol and colour of an action.</summary>
    public static (string Icon, Tone Tone) Look(string action, bool refused) =>
        action switch
        {
            _ when refused => ("block", Tone.Fail),
            "promotion.signed" => ("draw", Tone.Pass),
            "promotion.approved" or "promotion.deployed" => ("check_circle", Tone.Pass),
            "promotion.rejected" => ("cancel", Tone.Fail),
            "promotion.voided" or "promotion.revoked" => ("undo", Tone.Warn),
            "artifact.altered" or "artifact.missing" => ("error", Tone.Fail),
            "gate.evaluated" or "gate.asked" => ("rule", Tone.Idle),
            "promotion.requested" => ("approval", Tone.Idle),
            "override.requested" or "override.granted" or "override.used" => ("emergency_home", Tone.Fail),
            "override.reviewed" => ("fact_check", Tone.Idle),
            "promotion.expired" or "override.expired" or "override.ended" => ("schedule", Tone.Idle),
            "deployment.rolled-back" => ("undo", Tone.Idle),
            "retirement.closed" or "retirement.version-retired" => ("inventory_2", Tone.Pass),
            "retirement.traffic-stopped" => ("block", Tone.Warn),
            "retirement.planned" or "retirement.signatures-asked" => ("event", Tone.Idle),
            "deployment.made" or "model.registered" or "version.registered" => ("deployed_code", Tone.Idle),
            "signature.stored" or "evidence.attested" => ("verified", Tone.Pass),
            "evidence.added" or "artifact.stored" or "labels.stored" => ("attach_file", Tone.Idle),
            "promotion.rebound" => ("replay", Tone.Idle),
            "promotion.commented" => ("comment", Tone.Idle),
            _ => ("radio_button_unchecked", Tone.Idle),
        };
}
