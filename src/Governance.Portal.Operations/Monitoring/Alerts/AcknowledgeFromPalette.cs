using System.Security.Claims;
using Governance.Domain;
using Governance.Domain.Monitoring;
using Governance.Portal.Kernel.Components.Layout;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Identity;

namespace Governance.Portal.Operations.Monitoring.Alerts;

/// <summary>Acknowledges an alert out of the palette.</summary>
internal sealed class AcknowledgeFromPalette(AcknowledgeAlert acknowledge, UndoAlert undo, ListAlerts alerts) : IPaletteAction
{
    /// <summary>What its key begins with.</summary>
    public const string Key = "alert.acknowledge";

    public string Name => Key;

    public async Task<PaletteAnswer?> RunAsync(ClaimsPrincipal user, string subject, CancellationToken ct)
    {
        if (!DisplayId.TryParse<AlertId>(subject, out var id))
        {
            return null;
        }

        var actor = user.ToActor();
        var outcome = await acknowledge.RunAsync(actor, id, ifMatch: null, ct);
        if (outcome.Refusal is { } refusal)
        {
            return new PaletteAnswer(refusal.Words, Refused: true);
        }

        var left = (await alerts.GetAsync(id, ct))?.Revision;
        return new PaletteAnswer($"Alert {id} acknowledged.", Refused: false)
        {
            Undo = left is { } revision
                ? async () => (await undo.RunAsync(actor, id, AlertUndo.Acknowledgement, revision, CancellationToken.None)).Refusal?.Words
                : null,
        };
    }
}
