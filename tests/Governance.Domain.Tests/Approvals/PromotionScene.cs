using Governance.Domain.Approvals;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Transparency;

namespace Governance.Domain.Tests.Approvals;

/// <summary>A model with its people, and a promotion of one version to production whose gate passes.</summary>
internal sealed class PromotionScene
{
    public static readonly UserId Engineer = new(1);
    public static readonly UserId Owner = new(2);
    public static readonly UserId Deputy = new(3);
    public static readonly UserId Security = new(4);
    public static readonly UserId Legal = new(5);

    private int _signOffs;

    public PromotionScene(
        Stage to = Stage.Production,
        GateOutcome gate = GateOutcome.Pass,
        UserId? requester = null,
        IReadOnlyList<PromotionParty>? parties = null,
        bool makersMaySign = false
    )
    {
        Model = Domain
            .Models.Model.Register(new ModelFacts("fraud-scorer") { RiskClass = RiskClass.High }, Owner, [Deputy], "host", Now)
            .Value;
        var manifest = new VersionManifest(
            "fraud-scorer",
            "1.4.0",
            new ArtifactFacts(new string('a', 64), 12, "application/octet-stream", null),
            null,
            [],
            [],
            []
        );
        Version = ModelVersion.Register(manifest, 1, "host", Now).Value;
        Promotion = Open(Version, to, requester ?? Engineer, Now).Value;
        Evaluate("first", gate, parties: parties, makersMaySign: makersMaySign);
    }

    public DateTimeOffset Now { get; set; } = new(2026, 11, 20, 9, 0, 0, TimeSpan.Zero);

    public Model Model { get; }

    public ModelVersion Version { get; }

    public Promotion Promotion { get; }

    public static Result<Promotion> Open(
        ModelVersion version,
        Stage to,
        UserId requester,
        DateTimeOffset now,
        string reason = "Better recall"
    ) => Promotion.Open(new PromotionId(12), version, to, reason, $"user:{requester}", [requester], 3, now);

    public EvaluationOutcome Evaluate(
        string facts,
        GateOutcome gate = GateOutcome.Pass,
        string member = "evidence",
        IReadOnlyList<PromotionParty>? parties = null,
        bool? makersMaySign = null
    )
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(facts);
        SignOffRole[] roles = Promotion.To switch
        {
            Stage.Production => [SignOffRole.Security, SignOffRole.Legal, SignOffRole.Owner],
            Stage.Retired => [SignOffRole.Owner],
            _ => [],
        };
        return Promotion.Apply(
            new PromotionEvaluation(bytes, Sha256Hex.Of(bytes), new GateRunId(1), gate, roles, OpenDays: 30, ApprovalDays: 14)
            {
                Parties = parties ?? Promotion.Parties,
                MakersMaySign = makersMaySign ?? Promotion.MakersMaySign,
            },
            member,
            Now
        );
    }

    public Result<SignOff> Sign(SignOffRole role, Signer signer) =>
        Promotion.Sign(
            Model,
            new SignOffId(++_signOffs),
            role,
            new Signature(signer, SignOffDecision.Approve, Promotion.BundleDigest, null, null, new SigningProof("password", Now), false),
            Now
        );

    public Result<SignOff> Sign(
        SignOffRole role,
        UserId? person = null,
        SignOffDecision decision = SignOffDecision.Approve,
        string? comment = null,
        string? condition = null,
        string? digest = null,
        string? roleInForce = null
    )
    {
        var signer = new Signer(person ?? PersonOf(role), "Printed Name", roleInForce ?? PromotionRefusals.RoleFor(role));
        return Promotion.Sign(
            Model,
            new SignOffId(++_signOffs),
            role,
            new Signature(signer, decision, digest ?? Promotion.BundleDigest, comment, condition, new SigningProof("password", Now), false),
            Now
        );
    }

    public void SignAll()
    {
        foreach (var role in Promotion.RequiredRoles.ToList())
        {
            Assert.True(Sign(role).IsDone);
        }
    }

    public static UserId PersonOf(SignOffRole role) =>
        role switch
        {
            SignOffRole.Security => Security,
            SignOffRole.Legal => Legal,
            SignOffRole.Owner => Owner,
        };
}
