using System.Security.Cryptography;
using Governance.Domain.Approvals;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Transparency;

namespace Governance.Domain.Tests.Approvals;

/// <summary>What a person put their name to is sealed once and has one place in the log.</summary>
public sealed class AttestationTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 20, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Attestation_SaysWhoInWhichFunctionAndHowItWasProven()
    {
        var made = Make();

        Assert.Equal((new UserId(7), "Ann Example", Roles.RiskOfficer), (made.Person, made.PrintedName, made.Function));
        Assert.Equal((s_now, "passkey", s_now.AddMinutes(-1)), (made.At, made.AuthenticationMethod, made.AuthenticatedAt));
        Assert.Null(made.LogIndex);
        Assert.Null(made.StatementSha256);
        Assert.Empty(made.Envelope);
    }

    [Fact]
    public void Attestation_IsSealedOnce()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var made = Make();
        var envelope = DsseEnvelope.Sign(DsseEnvelope.InTotoType, "{}"u8.ToArray(), key);

        made.Seal(envelope);

        Assert.Equal(envelope.PayloadSha256, made.StatementSha256);
        Assert.Equal(envelope.ToBytes(), made.Envelope);
        Assert.Throws<InvalidOperationException>(() => made.Seal(envelope));
        Assert.Throws<InvalidOperationException>(() => made.Seal(new string('1', 64)));
    }

    [Fact]
    public void Attestation_HasOneEntryInTheLog()
    {
        var made = Make();

        made.LoggedAt(12);

        Assert.Throws<InvalidOperationException>(() => made.LoggedAt(13));
        Assert.Equal(12, made.LogIndex);
    }

    private static Attestation Make()
    {
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
        var ann = new Signer(new UserId(7), "Ann Example", Roles.RiskOfficer);
        var proof = new SigningProof("passkey", s_now.AddMinutes(-1));
        return proposal.Approve(ann, proposal.Sha256, inForceSha256: null, proof, s_now).Value.Attestation;
    }
}
