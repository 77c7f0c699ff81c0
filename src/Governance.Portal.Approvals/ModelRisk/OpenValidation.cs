using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.ModelRisk;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.ModelRisk;

/// <summary>A validation with the people that its validator is independent of, in the action that works on it.</summary>
internal static class OpenValidation
{
    public static async Task<Result<(ModelValidation Validation, ValidationParties Parties)>> FindAsync(
        ActionContext context,
        string model,
        ValidationId id,
        CancellationToken ct
    )
    {
        if (
            await context.Db.ModelValidations.SingleOrDefaultAsync(v => v.Model == model && v.Id == id, ct) is not { } validation
            || await context.Db.LockModelAsync(model, ct) is not { } locked
        )
        {
            return ValidationRefusals.NotFound;
        }

        var version = await context.Db.Versions.SingleAsync(v => v.Model == model && v.Version == validation.Version, ct);
        return (validation, await ModelRiskPeople.PartiesAsync(context.Db, locked, version, ct));
    }

    public static IEnumerable<UserId> People(ValidationParties parties) =>
        [.. parties.Developers, .. parties.Owners, .. parties.Requesters];
}
