using Governance.Data.Tests.Audit;
using Governance.Domain.Approvals;
using Governance.Domain.Audit;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Data.Tests.Approvals;

/// <summary>The columns of an attestation, which is a part of its record's row.</summary>
public sealed class AttestationTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 20, 8, 0, 0, TimeSpan.Zero);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(AuditLogTests.Kinds), MemberType = typeof(AuditLogTests))]
    public async Task Attestation_IsReadAsItWasWritten_AndEachOfItsColumnsAlone(DatabaseKind kind)
    {
        await using var store = await ApprovedAsync(kind);
        await using var db = await store.Databases.CreateDbContextAsync(Ct);

        var read = Assert.Single((await db.PolicyProposals.AsNoTracking().SingleAsync(Ct)).Approvals).Attestation;
        Assert.Equal((new UserId(7), "Ann Example", Roles.RiskOfficer), (read.Person, read.PrintedName, read.Function));
        Assert.Equal((s_now, "passkey", s_now.AddMinutes(-1)), (read.At, read.AuthenticationMethod, read.AuthenticatedAt));
        Assert.Equal(0, read.LogIndex);

        var person = new UserId(7);
        var names = db.Set<PolicyApproval>().Where(a => a.Attestation.Person == person).Select(a => a.Attestation.PrintedName);
        Assert.Equal(["Ann Example"], await names.ToListAsync(Ct));
        var sql = names.ToQueryString();
        Assert.Contains("\"PrintedName\"", sql, StringComparison.Ordinal);
        Assert.DoesNotContain("AuthenticationMethod", sql, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(AuditLogTests.Kinds), MemberType = typeof(AuditLogTests))]
    public async Task RuleOfTwo_IsRepeatedByTheDatabase(DatabaseKind kind)
    {
        await using var store = await ApprovedAsync(kind);
        await using var db = await store.Databases.CreateDbContextAsync(Ct);
        string[] seconds =
        [
            """
                INSERT INTO "PolicyApprovals" ("Proposal", "Person", "PrintedName", "Role", "At", "AuthenticationMethod", "AuthenticatedAt")
                SELECT "Proposal", "Person", 'Ann Example', 'another', 1, 'passkey', 1 FROM "PolicyApprovals"
                """,
            """
                INSERT INTO "PolicyApprovals" ("Proposal", "Person", "PrintedName", "Role", "At", "AuthenticationMethod", "AuthenticatedAt")
                SELECT "Proposal", 99, 'Cy Example', "Role", 1, 'passkey', 1 FROM "PolicyApprovals"
                """,
        ];

        foreach (var second in seconds)
        {
            var refused = await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => db.Database.ExecuteSqlRawAsync(second, Ct));
            Assert.Contains("unique", refused.Message, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public async Task Change_OfAnAttestationAlone_TakesAnEntryThatStatesIt()
    {
        await using var store = await ApprovedAsync(DatabaseKind.Sqlite);
        await using var db = await store.Databases.CreateDbContextAsync(Ct);
        var approval = (await db.PolicyProposals.SingleAsync(Ct)).Approvals[0];

        db.Entry(approval).ComplexProperty(a => a.Attestation).Property(a => a.PrintedName).CurrentValue = "Ann Other";

        await Assert.ThrowsAsync<InvalidOperationException>(() => db.SaveChangesAsync(Ct));
        db.Append(TestStore.Fact("PCR-0001", "policy.proposal-changed"), Actor.Host, s_now);
        await db.SaveChangesAsync(Ct);
        var seal = await db.RecordSeals.AsNoTracking().SingleAsync(s => s.Table == "PolicyApprovals", Ct);
        Assert.Equal(1, seal.LogIndex);
    }

    private static async Task<TestStore> ApprovedAsync(DatabaseKind kind)
    {
        var store = await TestStore.CreateAsync(kind);
        await using var db = await store.Databases.CreateDbContextAsync(Ct);
        var proposal = PolicyProposal
            .Propose(
                new PolicyProposalId(1),
                new ProposedText("main", "1", new string('a', 64), [1], [1], TestCases: 1, TestsPassed: 1),
                baseSha256: null,
                "Stricter",
                new ProposalAuthor("user:USR-0001", "Bea Example", [new UserId(1)]),
                origin: null,
                s_now
            )
            .Value;
        Assert.Null(proposal.RecordBackTest([1], days: 30, s_now));
        var approved = proposal.Approve(
            new Signer(new UserId(7), "Ann Example", Roles.RiskOfficer),
            proposal.Sha256,
            inForceSha256: null,
            new SigningProof("passkey", s_now.AddMinutes(-1)),
            s_now
        );
        db.PolicyProposals.Add(proposal);
        db.Append(
            new AuditEvent("policy.proposal-approved", proposal.Id.ToString(), []),
            Actor.Host,
            s_now,
            approved.Value.Attestation.LoggedAt
        );
        await db.SaveChangesAsync(Ct);
        return store;
    }
}
