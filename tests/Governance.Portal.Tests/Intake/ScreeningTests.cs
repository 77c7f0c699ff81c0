using Governance.Domain.Compliance;
using Governance.Domain.Intake;
using Governance.Portal.Kernel.Reference;

namespace Governance.Portal.Tests.Intake;

/// <summary>What a proposal's answers point to, by the questions of the law's own data.</summary>
public sealed class ScreeningTests
{
    private static Law Law => LawLibrary.Shipped.Current;

    [Fact]
    public void Questions_AreThoseOfTheLawsQuestionnaire()
    {
        var questions = Screening.Questions(Law);

        Assert.All(questions, q => Assert.Same(Law.Questions[q.Id], q));
        Assert.Equal(["prohibited", "annex_iii", "transparency"], questions.Select(q => q.Stage).Distinct());
        Assert.Contains(questions, q => q.Id == "Q41");
    }

    [Fact]
    public void EveryAnswerThatSetsAClass_IsHinted_WithItsProvision()
    {
        foreach (var question in Screening.Questions(Law).Where(q => q.Stage != "annex_iii"))
        {
            foreach (var answer in question.Answers)
            {
                var hints = Screening.Hints(Law, new("X") { Screening = [new(question.Id, [answer.Value])] });
                var found = hints.Where(h => h.Question == question.Id).ToList();
                if (answer.SetClasses.Contains(question.Stage))
                {
                    Assert.NotEmpty(Assert.Single(found).LegalBasis);
                }
                else
                {
                    Assert.Empty(found);
                }
            }
        }
    }

    [Fact]
    public void Hints_NameWhatWeighsMostFirst_AndTheClassTheyPointTo()
    {
        var hints = Screening.Hints(
            Law,
            new("X")
            {
                Screening = [new("Q40", ["A3-5"]), new("Q41", ["A3-5-b"]), new("Q50", ["yes"]), new("Q17", ["work_or_school"])],
                Data = [DataCategory.Biometric],
                DecisionRole = DecisionRole.DecideAlone,
                Hosting = Domain.Intake.Hosting.SupplierOutsideUnion,
                Vulnerable = "Children",
            }
        );

        Assert.Equal(
            [
                HintKind.Prohibited,
                HintKind.AnnexIII,
                HintKind.AnnexIII,
                HintKind.Transparency,
                HintKind.AutomatedDecision,
                HintKind.ProtectedData,
                HintKind.Vulnerable,
                HintKind.ThirdCountry,
                HintKind.NotAnswered,
            ],
            hints.Select(h => h.Kind)
        );
        Assert.Equal(["Annex III(5)(b)"], hints.Single(h => h.Question == "Q41").LegalBasis);
        Assert.Equal("prohibited", Screening.ClassOf(hints));
        Assert.Equal("high_risk_annex_iii", Screening.ClassOf([.. hints.Skip(1)]));
        Assert.Equal("minimal", Screening.ClassOf([]));
    }

    [Fact]
    public void NotSure_IsAHintOfItsOwn_AndNoClass()
    {
        var hints = Screening.Hints(Law, new("X") { Screening = [new("Q10", ["unsure"])] });

        Assert.Contains(hints, h => h is { Kind: HintKind.Unsure, Question: "Q10" });
        Assert.Equal("minimal", Screening.ClassOf(hints));
    }

    [Theory]
    [InlineData("Q10", "maybe")]
    [InlineData("Q01", "ai_system")]
    [InlineData("Q99", "yes")]
    public void Answer_ThatIsNone_IsAFault(string question, string value) =>
        Assert.NotNull(Screening.Fault(Law, new ScreeningAnswer(question, [value])));
}
