using System.Text;
using Governance.Domain.Approvals;
using Governance.Domain.Identity;
using Governance.Domain.Models;

namespace Governance.Domain.Tests.Approvals;

public sealed class EvidenceAttestationTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 24, 10, 0, 0, TimeSpan.Zero);
    private static readonly string s_sha256 = new('a', 64);
    private static readonly EvidenceParties s_parties = new([new UserId(1)], [new UserId(2)], [new UserId(3)]);

    [Theory]
    [InlineData(1, "evidence.attested-by-filer")]
    [InlineData(2, "evidence.attested-by-developer")]
    [InlineData(3, "evidence.attested-by-requester")]
    [InlineData(4, null)]
    public void OnlySomeoneIndependent_Attests(int person, string? code) => Assert.Equal(code, Attest(Piece(), person).Refusal?.Code);

    [Fact]
    public void APerson_AttestsAPieceOnce_AndAnotherPersonToo()
    {
        var first = Attest(Piece(), 4).Value;

        Assert.Equal("evidence.attested-already", Attest(Piece(), 4, before: [first]).Refusal?.Code);
        Assert.Equal(2, Attest(Piece(), 5, before: [first]).Value.Number);
    }

    [Fact]
    public void AnotherDigestThanWasShown_IsNotAttested() =>
        Assert.Equal(AttestationRefusals.DigestDiffers, Attest(Piece(), 4, new string('b', 64)).Refusal);

    [Fact]
    public void WithdrawnEvidence_IsNotAttested()
    {
        var evidence = Piece();
        var access = new Access { Actor = Actor.OfUser(new UserId(1), Roles.ModelOwner, null), PrintedName = "Olga" };
        Assert.Null(evidence.Withdraw("Wrong set", access, s_now));

        Assert.Equal("evidence.withdrawn", Attest(evidence, 4).Refusal?.Code);
    }

    [Fact]
    public void TheStatement_NamesTheEvidenceByItsDigest_AndWhoAttested()
    {
        var text = Encoding.UTF8.GetString(Attest(Piece(), 4).Value.ToStatement());

        Assert.Contains("\"name\":\"EVD-0001\"", text, StringComparison.Ordinal);
        Assert.Contains(s_sha256, text, StringComparison.Ordinal);
        Assert.Contains("\"printedName\":\"Vera Validator\"", text, StringComparison.Ordinal);
        Assert.Contains("\"role\":\"RiskOfficer\"", text, StringComparison.Ordinal);
        Assert.Contains(EvidenceAttestation.Meaning, text, StringComparison.Ordinal);
    }

    private static Evidence Piece() =>
        new()
        {
            Id = new EvidenceId(1),
            Model = "fraud-scorer",
            Version = "1.4.0",
            Kind = EvidenceKind.Validation,
            Sha256 = s_sha256,
        };

    private static Result<EvidenceAttestation> Attest(
        Evidence evidence,
        int person,
        string? shown = null,
        IReadOnlyCollection<EvidenceAttestation>? before = null
    ) =>
        EvidenceAttestation.Attest(
            evidence,
            shown ?? s_sha256,
            s_parties,
            before ?? [],
            new Signer(new UserId(person), "Vera Validator", Roles.RiskOfficer),
            new SigningProof("password", s_now),
            s_now
        );
}
