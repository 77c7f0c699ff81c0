using Governance.Data;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Models;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Approvals;

/// <summary>Makes statements out of stored facts, and hands out signed ones.</summary>
public sealed class SignOffStatements(IDbContextFactory<GovernanceDbContext> dbFactory)
{
    /// <summary>The bytes to be signed for a decision, from the facts as they are in this transaction.</summary>
    internal static async Task<byte[]> BuildAsync(
        GovernanceDbContext db,
        Promotion promotion,
        ModelVersion version,
        SignOff signOff,
        string? session,
        CancellationToken ct
    )
    {
        var run =
            await db.GateRuns.FindAsync([promotion.GateRun], ct)
            ?? throw new InvalidOperationException($"{promotion.Id} names a gate run that is not stored.");
        return new SignOffStatement
        {
            SignOff = signOff,
            ArtifactName = $"{version.Model}@{version.Version}",
            ArtifactSha256 = version.ArtifactSha256,
            SessionSha256 = session,
            PolicySha256 = run.PolicyDigest,
            GateResultSha256 = run.ResultSha256,
            MakersMaySign = promotion.MakersMaySign,
        }.ToBytes();
    }

    /// <summary>The stored signature of a decision.</summary>
    public async Task<Result<SignedStatement>> FindAsync(PromotionId promotion, SignOffId signOff, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        if (!await db.SignOffs.AnyAsync(s => s.Id == signOff && s.Promotion == promotion, ct))
        {
            return PromotionRefusals.SignOffNotFound;
        }

        return await db.SignedStatements.AsNoTracking().SingleOrDefaultAsync(s => s.SignOff == signOff, ct) is { } statement
            ? statement
            : PromotionRefusals.StatementMissing;
    }
}
