using Governance.Data;
using Governance.Domain;
using Governance.Domain.Cards;
using Governance.Domain.Models;
using Governance.Domain.Systems;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Kernel.Pages;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Models.Cards;

/// <summary>What a card is about, as asked for.</summary>
/// <param name="Kind">A version of a model, or an AI system.</param>
/// <param name="Id"><c>credit-default@2.0.0</c> or <c>SYS-0001</c>.</param>
public sealed record CardSubject(CardKind Kind, string Id)
{
    /// <summary>A version of a model.</summary>
    public static CardSubject Of(string model, string version) => new(CardKind.Model, VersionLookup.Subject(model, version));

    /// <summary>An AI system.</summary>
    public static CardSubject Of(string system) =>
        new(CardKind.System, DisplayId.TryParse<SystemId>(system, out var id) ? id.ToString() : "system");

    /// <summary>Address of the card over HTTP.</summary>
    internal string Href =>
        Kind is CardKind.Model && Id.Split('@', 2) is [var model, var version]
            ? $"/api/v1{ModelAddresses.Version(model, version)}/card"
            : $"/api/v1/systems/{Id}/card";

    internal async Task<Result<(ModelVersion? Version, AiSystem? System)>> FindAsync(GovernanceDbContext db, CancellationToken ct)
    {
        if (Kind is CardKind.Model)
        {
            var parts = Id.Split('@', 2);
            var found = await VersionLookup.FindAsync(db, parts[0], parts.Length > 1 ? parts[1] : "", ct);
            return found.Refusal is { } refusal ? refusal : (found.Value, null);
        }

        return
            DisplayId.TryParse<SystemId>(Id, out var id)
            && await db.AiSystems.AsNoTracking().SingleOrDefaultAsync(s => s.Id == id, ct) is { } system
            ? (null, system)
            : SystemRefusals.NotFound;
    }
}
