using Governance.Domain.Approvals;
using Governance.Domain.Identity;
using Governance.Domain.ModelRisk;
using Governance.Domain.Models;

namespace Governance.Domain.Tests.ModelRisk;

/// <summary>A model of its owner, made by a developer, requested by an engineer, validated by a validator.</summary>
internal static class ModelRiskScene
{
    public static readonly UserId Developer = new(1);
    public static readonly UserId Owner = new(2);
    public static readonly UserId Requester = new(3);
    public static readonly UserId Validator = new(4);
    public static readonly UserId Other = new(5);
    public static readonly DateTimeOffset Now = new(2026, 11, 24, 9, 0, 0, TimeSpan.Zero);
    public static readonly DateOnly Today = new(2026, 11, 24);
    public static readonly SigningProof Proof = new("password", Now);

    public static ValidationParties Parties { get; } = new("credit-default", [Developer], [Owner], [Requester]);

    public static Signer Signer(UserId person) => new(person, person.ToString(), "RiskOfficer");

    public static Model Model() =>
        Domain
            .Models.Model.Register(new ModelFacts("credit-default") { RiskClass = RiskClass.High }, Owner, [], "user:USR-0001", Now)
            .Value;

    public static Result<ModelValidation> Plan(
        UserId validator,
        DateOnly? due = null,
        string? scope = "Loans",
        ValidationParties? parties = null
    ) =>
        ModelValidation.Plan(
            new(1),
            ("credit-default", "2.1.0"),
            new(scope, "Calibration", validator, validator.ToString(), due ?? Today.AddDays(30)),
            parties ?? Parties,
            Signer(Other),
            Now
        );

    public static ValidationVerdict Verdict(ValidationConclusion conclusion = ValidationConclusion.Fit, string? conditions = null) =>
        new(conclusion, "All tests met", "The reference window", "Kept, with reasons", conditions);
}
