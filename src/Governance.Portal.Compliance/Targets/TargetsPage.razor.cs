using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Systems;
using Governance.Domain.Targets;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Components.Layout;
using Governance.Portal.Kernel.Pages;
using Microsoft.AspNetCore.Components;

namespace Governance.Portal.Compliance.Targets;

/// <summary>Appetite and targets of an AI system, how its versions stand to them, and the versions before.</summary>
public sealed partial class TargetsPage(GetTargets get)
{
    private TargetsView? _view;
    private Refusal? _refusal;
    private Dialog? _open;

    private enum Dialog
    {
        Draft,
        Sign,
    }

    /// <summary>The system.</summary>
    [Parameter]
    public string Id { get; set; } = "";

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Subjects => [Id];

    private Crumb[] Trail =>
        [
            new("Compliance", ComplianceAddresses.Systems),
            new("AI systems", ComplianceAddresses.Systems),
            Crumb.Named(_view?.Name ?? Id, _view is null ? ComplianceAddresses.Systems : ComplianceAddresses.System(_view.System)),
        ];

    private bool MayDraft => May(Permission.WriteTargets) && _view is { Retired: false };

    private bool IsAuthor => _view?.Draft is { } draft && draft.Authors.Contains(Actor.User?.ToString() ?? "", StringComparer.Ordinal);

    private bool MaySign =>
        May(Permission.SignTargets)
        && _view is { Retired: false, Draft: not null }
        && !IsAuthor
        && (Actor.Role == Roles.RiskOfficer || _view.Owner == Actor.User?.ToString());

    private string Organisation => Formats.Count(_view!.OrganisationAppetite);

    private string DraftNote =>
        IsAuthor
            ? "You drafted it, so the system's owner or a risk officer must sign it. It does not apply yet."
            : "It is waiting for the signature of the system's owner or a risk officer who did not draft it. It does not apply yet.";

    /// <inheritdoc/>
    protected override async Task LoadAsync()
    {
        var found = await get.RunAsync(DisplayId.TryParse<SystemId>(Id, out var id) ? id : default, Gone);
        (_refusal, _view) = (found.Refusal, found.IsDone ? found.Value : null);
    }

    private static string Href(TargetResultView result) =>
        result.IsLive ? $"/monitoring/{Uri.EscapeDataString(result.Model)}" : ModelAddresses.Version(result.Model, result.Version);

    private static string Order(TargetView target) =>
        target.Results.Any(r => r.Outcome is TargetOutcome.KnownBefore) ? "after the first result"
        : target.Results.Any(r => r.Source is not null) ? "before the first result"
        : "before any result";

    private async Task DoneAsync()
    {
        _open = null;
        await ReloadAsync();
    }
}
