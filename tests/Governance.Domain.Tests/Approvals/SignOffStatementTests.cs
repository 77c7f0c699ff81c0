using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Governance.Domain.Approvals;
using Governance.Transparency;

namespace Governance.Domain.Tests.Approvals;

public sealed class SignOffStatementTests
{
    private static readonly ECDsa s_seal = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private readonly PromotionScene _scene = new();

    [Fact]
    public void Statement_OfASignOff_HoldsExactlyTheMembersOfItsForm()
    {
        var signOff = _scene
            .Sign(SignOffRole.Legal, decision: SignOffDecision.ApproveWithCondition, comment: "Read", condition: "Retrain by May")
            .Value;

        using var json = JsonDocument.Parse(Statement(signOff).ToBytes());

        var root = json.RootElement;
        Assert.Equal(["_type", "predicate", "predicateType", "subject"], root.EnumerateObject().Select(m => m.Name));
        Assert.Equal(
            [
                "authentication",
                "conditionSha256",
                "decision",
                "delegatedFrom",
                "gateResultSha256",
                "meaning",
                "policySha256",
                "promotion",
                "reasonSha256",
                "role",
                "signOff",
                "signer",
                "time",
            ],
            root.GetProperty("predicate").EnumerateObject().Select(m => m.Name)
        );
        var subjects = root.GetProperty("subject").EnumerateArray().ToList();
        Assert.Equal(
            ("APR-0012", _scene.Promotion.BundleDigest),
            (subjects[0].GetProperty("name").GetString(), subjects[0].GetProperty("digest").GetProperty("sha256").GetString())
        );
        Assert.Equal(
            ("fraud-scorer@1.4.0", new string('a', 64)),
            (subjects[1].GetProperty("name").GetString(), subjects[1].GetProperty("digest").GetProperty("sha256").GetString())
        );
        Assert.Equal(signOff.Condition!.Sha256, root.GetProperty("predicate").GetProperty("conditionSha256").GetString());
        Assert.DoesNotContain("Retrain", Encoding.UTF8.GetString(Statement(signOff).ToBytes()), StringComparison.Ordinal);
    }

    [Fact]
    public void Envelope_OnItsOwnPromotion_IsBeyondDoubt()
    {
        var envelope = Seal(Statement(_scene.Sign(SignOffRole.Legal).Value));

        Assert.Null(Doubts(envelope));
    }

    [Fact]
    public void Envelope_CopiedToAnotherPromotion_FailsOnItsSubject()
    {
        var envelope = Seal(Statement(_scene.Sign(SignOffRole.Legal).Value));

        Assert.Equal("The statement is about APR-0012, not about APR-0013.", Doubts(envelope, promotion: new PromotionId(13)));
    }

    [Fact]
    public void Envelope_OfAnEarlierBundle_FailsOnItsDigest()
    {
        var envelope = Seal(Statement(_scene.Sign(SignOffRole.Legal).Value));
        var before = envelope.PayloadSha256;
        _scene.Evaluate("second");

        Assert.Equal("The statement refers to another evidence bundle.", Doubts(envelope, statement: before));
    }

    [Fact]
    public void Envelope_SealedBySomebodyElseOrNotTheOneInTheLog_Fails()
    {
        var envelope = Seal(Statement(_scene.Sign(SignOffRole.Legal).Value));
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var forged = DsseEnvelope.Sign(DsseEnvelope.InTotoType, envelope.Payload, other);

        Assert.Equal("The envelope is not sealed with this key.", Doubts(forged));
        Assert.Equal("The log refers to another statement.", Doubts(envelope, statement: new string('0', 64)));
    }

    [Fact]
    public void SignOff_ThatHasItsStatement_GetsNoOther()
    {
        var signOff = _scene.Sign(SignOffRole.Legal).Value;
        signOff.Seal(new string('1', 64), null);

        Assert.Equal(SignatureLevel.Simple, signOff.Level);
        Assert.Throws<InvalidOperationException>(() => signOff.Seal(new string('2', 64), null));
    }

    private static SignOffStatement Statement(SignOff signOff) =>
        new()
        {
            SignOff = signOff,
            ArtifactName = "fraud-scorer@1.4.0",
            ArtifactSha256 = new string('a', 64),
            SessionSha256 = new string('b', 64),
            PolicySha256 = new string('c', 64),
            GateResultSha256 = new string('d', 64),
        };

    private static DsseEnvelope Seal(SignOffStatement statement) => DsseEnvelope.Sign(DsseEnvelope.InTotoType, statement.ToBytes(), s_seal);

    private string? Doubts(DsseEnvelope envelope, PromotionId? promotion = null, string? statement = null) =>
        SignOffStatement.Doubts(
            envelope,
            DsseKey.Of(s_seal),
            promotion ?? new PromotionId(12),
            _scene.Promotion.BundleDigest,
            statement ?? envelope.PayloadSha256
        );
}
