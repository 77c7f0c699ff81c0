using Governance.Data;
using Governance.Data.Approvals;
using Governance.Data.Identity;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Identity;
using Governance.Domain.ModelRisk;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.ModelRisk;

/// <summary>Who had a hand in a version, who acts, and whom a caller names.</summary>
internal static class ModelRiskPeople
{
    /// <summary>The people that a validator is independent of. Keys are followed to those behind them; what the reader's own role reaches
    /// does not matter.</summary>
    public static async Task<ValidationParties> PartiesAsync(
        GovernanceDbContext db,
        Model model,
        ModelVersion version,
        CancellationToken ct
    )
    {
        var developers = new List<UserId>();
        foreach (var maker in new[] { version.RegisteredBy, version.ArtifactStoredBy }.OfType<string>().Distinct(StringComparer.Ordinal))
        {
            developers.AddRange(await AccessReader.VerifiedPeopleBehindAsync(db, maker, ct));
        }

        var promotions = await db
            .Promotions.AsNoTracking()
            .IgnoreQueryFilters()
            .Where(p => p.Model == version.Model && p.Version == version.Version)
            .ToListAsync(ct);
        return new(
            model.Name,
            [.. developers.Distinct()],
            [model.Owner, .. model.Deputies],
            [.. promotions.SelectMany(p => p.Requesters).Distinct()]
        );
    }

    /// <summary>Who acts, and who counts as one with whom.</summary>
    public static async Task<Signer> SignerAsync(ActionContext context, IEnumerable<UserId> others, CancellationToken ct)
    {
        var person = context.Access.Person!.Value;
        return new Signer(person, context.Access.PrintedName, context.Access.Role)
        {
            Separation = await SeparationReader.LoadAsync(context.Db, [], [person, .. others], context.Now, ct),
        };
    }

    /// <summary>An active account by its e-mail address.</summary>
    public static async Task<Result<(UserId Id, string Name)>> NamedAsync(
        ActionContext context,
        string? email,
        Refusal refusal,
        CancellationToken ct
    ) =>
        !string.IsNullOrWhiteSpace(email)
        && email.Length <= 256
        && await People.ByEmailAsync(context.Db, email, ct) is { } user
        && user.IsActive(context.Now)
            ? (user.UserId, user.PrintedName)
            : refusal;

    /// <summary>A version with its model, locked; a refusal where there is none.</summary>
    public static async Task<Result<(Model Model, ModelVersion Version)>> LockAsync(
        ActionContext context,
        string? model,
        string? version,
        CancellationToken ct
    )
    {
        var key = version?.ToLowerInvariant();
        return
            ModelName.IsModel(model)
            && ModelName.IsVersion(version)
            && await context.Db.LockModelAsync(model!, ct) is { } locked
            && await context.Db.Versions.SingleOrDefaultAsync(v => v.Model == model && v.VersionKey == key, ct) is { } found
            ? (locked, found)
            : ModelRefusals.VersionNotFound(model ?? "", version ?? "");
    }

    /// <summary>A model, locked; a refusal where there is none.</summary>
    public static async Task<Result<Model>> LockAsync(ActionContext context, string? model, CancellationToken ct) =>
        ModelName.IsModel(model) && await context.Db.LockModelAsync(model!, ct) is { } locked
            ? locked
            : ModelRefusals.NotFound(model ?? "");

    /// <summary>What the log calls the model of an attempt whose model may not be one.</summary>
    public static string Subject(string? model) => ModelName.IsModel(model) ? model! : "model-risk";
}
