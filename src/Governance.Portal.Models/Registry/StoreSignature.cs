using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Models.Registry;

/// <summary>Takes the signature of a version's artifact. One that cannot be verified now is not kept.</summary>
public sealed class StoreSignature(
    ActionRunner runner,
    TrustedModelKeys trusted,
    IFactsChanged factsChanged,
    IDbContextFactory<GovernanceDbContext> dbFactory
)
{
    /// <summary>What was stored.</summary>
    /// <param name="Signature">The signature.</param>
    /// <param name="First">False when these very bytes were there before.</param>
    public sealed record Outcome(SignatureView Signature, bool First);

    /// <summary>Verifies and stores.</summary>
    /// <param name="actor">Who.</param>
    /// <param name="model">Name of the model.</param>
    /// <param name="version">Name of the version.</param>
    /// <param name="bundle">The bytes of <c>model.sig</c>.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Result<Outcome>> RunAsync(Actor actor, string model, string version, byte[] bundle, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        var keys = trusted.Load();
        await factsChanged.PrepareAsync(model, version, ct);
        var attempt = new Attempt("signature.stored", VersionLookup.Subject(model, version), Permission.WriteRegistry)
        {
            LogEveryRefusal = true,
        };
        return await runner.RunAsync<Outcome>(
            actor,
            attempt,
            (context, token) => ActAsync(context, model, version, bundle, keys, token),
            ct
        );
    }

    /// <summary>The newest signature's bytes.</summary>
    public async Task<Result<byte[]>> NewestAsync(string model, string version, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var found = await VersionLookup.FindAsync(db, db.Versions.AsNoTracking(), model, version, ct);
        if (!found.IsDone)
        {
            return found.Refusal;
        }

        var bytes = await Of(db, model, version)
            .OrderByDescending(s => s.VerifiedAt)
            .ThenBy(s => s.Sha256)
            .Select(s => s.Bundle)
            .FirstOrDefaultAsync(ct);
        return bytes is null ? ModelRefusals.SignatureNotFound : bytes;
    }

    /// <summary>The signatures of a version, oldest first.</summary>
    internal static async Task<IReadOnlyList<SignatureView>> ListAsync(
        GovernanceDbContext db,
        string model,
        string version,
        CancellationToken ct
    ) => [.. (await Of(db, model, version).OrderBy(s => s.VerifiedAt).ThenBy(s => s.Sha256).ToListAsync(ct)).Select(SignatureView.Of)];

    private static IQueryable<ModelSignature> Of(GovernanceDbContext db, string model, string version) =>
        db.ModelSignatures.AsNoTracking().Where(s => s.Model == model && s.Version == version);

    private async Task<Result<Outcome>> ActAsync(
        ActionContext context,
        string model,
        string name,
        byte[] bundle,
        IReadOnlyList<TrustedModelKey> keys,
        CancellationToken ct
    )
    {
        var found = await VersionLookup.FindAsync(context.Db, model, name, ct);
        if (!found.IsDone)
        {
            return found.Refusal;
        }

        var version = found.Value;
        if (keys.Count == 0)
        {
            return ModelRefusals.NoTrustedKeys;
        }

        var verdict = ModelSigning.VerifyFile(bundle, version.ArtifactSha256, [.. keys.Select(k => k.Key)]);
        if (verdict is not { Doubt: null, Key: { } key })
        {
            return ModelRefusals.SignatureNotVerified(Sentence.Ours(verdict.Doubt!));
        }

        var sha256 = Sha256Hex.Of(bundle);
        if (
            await context.Db.ModelSignatures.SingleOrDefaultAsync(s => s.Model == model && s.Version == name && s.Sha256 == sha256, ct) is
            { } known
        )
        {
            return new Outcome(SignatureView.Of(known), First: false);
        }

        var signature = new ModelSignature
        {
            Model = version.Model,
            Version = version.Version,
            Sha256 = sha256,
            Bundle = bundle,
            Format = ModelSigning.Format,
            ArtifactSha256 = version.ArtifactSha256,
            KeySha256 = key.Id,
            KeyName = keys.First(k => k.Key.Equals(key)).Name,
            VerifiedAt = context.Now,
            StoredBy = context.Access.Actor.Id,
        };
        context.Db.ModelSignatures.Add(signature);
        context.Append(
            new AuditEvent(
                "signature.stored",
                version.Id,
                new JsonObject
                {
                    ["sha256"] = sha256,
                    ["format"] = signature.Format,
                    ["artifactSha256"] = signature.ArtifactSha256,
                    ["keySha256"] = signature.KeySha256,
                    ["keyName"] = signature.KeyName,
                }
            )
        );
        await factsChanged.ChangedAsync(context, version.Model, version.Version, ct);
        return new Outcome(SignatureView.Of(signature), First: true);
    }
}

/// <summary>A verified signature of an artifact.</summary>
/// <param name="Sha256">SHA-256 of the signature's bytes.</param>
/// <param name="Format">Format of the signature: <c>oms-1.0</c>.</param>
/// <param name="KeyName">The name under which its key was trusted.</param>
/// <param name="KeySha256">The key, by SHA-256 of its SubjectPublicKeyInfo in DER.</param>
/// <param name="VerifiedAt">When it was verified.</param>
public sealed record SignatureView(string Sha256, string Format, string KeyName, string KeySha256, DateTimeOffset VerifiedAt)
{
    internal static SignatureView Of(ModelSignature signature) =>
        new(signature.Sha256, signature.Format, signature.KeyName, signature.KeySha256, signature.VerifiedAt);
}
