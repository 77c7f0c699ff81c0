using System.Security.Claims;
using Governance.Domain;
using Governance.Domain.Monitoring;
using Governance.Portal.Operations.Monitoring.Alerts;
using Governance.Portal.Kernel.Components.Layout;
using Governance.Portal.Kernel.Identity;

namespace Governance.Portal.Features.Search;

/// <summary>
/// Runs the actions of the palette that need no dialog, through the same actions as their pages. Nothing that signs or deletes is here.
/// </summary>
internal sealed class PaletteRunner(AcknowledgeAlert acknowledge, UndoAlert undo, ListAlerts alerts) : IPaletteRunner
{
    /// <summary>Somebody looks at an alert.</summary>
    public const string Acknowledge = "alert.acknowledge";

    /// <inheritdoc/>
    public async Task<PaletteAnswer> RunAsync(ClaimsPrincipal user, string key, CancellationToken cancellationToken)
    {
        var parts = key.Split(':', 2);
        return parts is [Acknowledge, var id] && HumanId.TryParse<AlertId>(id, out var alert)
            ? await AcknowledgeAsync(user, alert, cancellationToken)
            : new PaletteAnswer("The palette offers no such action.", Refused: true);
    }

    private async Task<PaletteAnswer> AcknowledgeAsync(ClaimsPrincipal user, AlertId id, CancellationToken ct)
    {
        var actor = user.ToActor();
        var outcome = await acknowledge.RunAsync(actor, id, ifMatch: null, ct);
        if (outcome.Refusal is { } refusal)
        {
            return new PaletteAnswer(refusal.Message, Refused: true);
        }

        var left = (await alerts.GetAsync(id, ct))?.Revision;
        return new PaletteAnswer($"{id} acknowledged.", Refused: false)
        {
            Undo = left is { } revision
                ? async () => (await undo.RunAsync(actor, id, AlertUndo.Acknowledgement, revision, CancellationToken.None)).Refusal?.Message
                : null,
        };
    }
}
