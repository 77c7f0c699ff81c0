using Governance.Domain.Identity;
using Governance.Domain.Risks;
using Governance.Domain.Threats;

namespace Governance.Domain.Tests.Threats;

/// <summary>Threats follow from the drawing, decisions rest on it, and a second person reviews both.</summary>
public sealed class ThreatModelTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 24, 9, 0, 0, TimeSpan.Zero);
    private static readonly Access s_author = Person(1, "Ann Author");
    private static readonly Access s_reviewer = Person(2, "Rob Reviewer");

    private static readonly IReadOnlyList<ThreatRule> s_rules =
    [
        Rule("direct", ThreatTarget.Component, new() { Kinds = [ThreatComponentKind.LanguageModel], Exposed = true }),
        Rule(
            "indirect",
            ThreatTarget.Component,
            new() { Kinds = [ThreatComponentKind.LanguageModel], Reads = [ThreatComponentKind.RetrievalIndex] }
        ),
        Rule("supply", ThreatTarget.Component, new() { Kinds = [ThreatComponentKind.LanguageModel], Outside = true }),
        Rule("crossing", ThreatTarget.Flow, new() { Crosses = true, AtLeast = DataSensitivity.Personal }),
        Rule("poisoning", ThreatTarget.Flow, new() { To = [ThreatComponentKind.TrainingPipeline], Untrusted = true }),
    ];

    private static readonly SystemDrawing s_drawing = new(
        [new("web", "Internet", BoundaryTrust.Public), new("ours", "Our systems", BoundaryTrust.Own)],
        [
            new("chat", "Chat", ThreatComponentKind.UserInterface, "web"),
            new("app", "Application", ThreatComponentKind.Application, "ours"),
            new("index", "Index", ThreatComponentKind.RetrievalIndex, "ours"),
            new("llm", "Assistant", ThreatComponentKind.LanguageModel, "ours"),
        ],
        [
            new("f1", "chat", "app", "Questions", DataSensitivity.Personal),
            new("f2", "index", "app", "Passages", DataSensitivity.Internal),
            new("f3", "app", "llm", "Questions with passages", DataSensitivity.Internal),
        ]
    );

    [Fact]
    public void Threats_FollowFromTheDrawing_InTheOrderOfTheRules()
    {
        Assert.Equal(["direct.llm", "crossing.f1"], Ids(s_drawing));
        Assert.Equal(Ids(s_drawing), Ids(s_drawing));

        // What customers upload comes back out of the index, by way of the application.
        var uploads = s_drawing with
        {
            Flows = [.. s_drawing.Flows, new DataFlow("f4", "app", "index", "Uploads", DataSensitivity.Internal)],
        };
        Assert.Equal(["direct.llm", "indirect.llm", "crossing.f1"], Ids(uploads));

        // Hosted by someone else: its answers are no way in, but it may change.
        var hosted = s_drawing with
        {
            Boundaries = [.. s_drawing.Boundaries, new TrustBoundary("maker", "Model maker", BoundaryTrust.Partner)],
            Components = [.. s_drawing.Components.Take(3), s_drawing.Components[3] with { Boundary = "maker" }],
        };
        Assert.Equal(["direct.llm", "supply.llm", "crossing.f1"], Ids(hosted));

        var trained = s_drawing with
        {
            Components = [.. s_drawing.Components, new ThreatComponent("train", "Training", ThreatComponentKind.TrainingPipeline, "ours")],
            Flows = [.. s_drawing.Flows, new DataFlow("f4", "app", "train", "Feedback", DataSensitivity.Internal)],
        };
        Assert.Contains("poisoning.f4", Ids(trained));
    }

    [Fact]
    public void PersonInBetween_PassesNothingOnUnseen()
    {
        var drawing = new SystemDrawing(
            s_drawing.Boundaries,
            [
                new("web", "Customers", ThreatComponentKind.UserInterface, "web"),
                new("clerk", "Clerk", ThreatComponentKind.HumanReviewer, "ours"),
                new("train", "Training", ThreatComponentKind.TrainingPipeline, "ours"),
            ],
            [
                new("f1", "web", "clerk", "Cases", DataSensitivity.Internal),
                new("f2", "clerk", "train", "Checked cases", DataSensitivity.Internal),
            ]
        );

        Assert.Empty(Ids(drawing));
    }

    [Fact]
    public void Drawing_WhosePartsDoNotFit_IsRefusedByTheirFields()
    {
        var drawing = new SystemDrawing(
            [new("ours", "Our systems", BoundaryTrust.Own)],
            [
                new("App", "", ThreatComponentKind.Application, "nowhere"),
                new("c1", "Store", ThreatComponentKind.DataStore, "ours", "credit"),
                new("c1", "Twice", ThreatComponentKind.DataStore, "ours"),
            ],
            [new("f1", "c1", "c1", "Records", DataSensitivity.Internal), new("f2", "c9", "c1", "Records", DataSensitivity.Internal)]
        );

        Assert.Equal(
            [
                "components[0].boundary",
                "components[0].key",
                "components[0].name",
                "components[1].model",
                "components[2].key",
                "flows[0].to",
                "flows[1].from",
            ],
            drawing.Refuses()!.Errors.Keys.Order(StringComparer.Ordinal)
        );
        Assert.Null(s_drawing.Refuses());
    }

    [Fact]
    public void Decision_RestsOnWhatWasDrawn_AndStaysWhenTheThreatGoes()
    {
        var model = Drawn();
        DecideAll(model);
        Assert.Equal(0, model.Undecided(Threats(model)));

        // The same flow carries special categories now: what was decided is to be confirmed.
        Assert.True(
            model
                .Draw(
                    s_drawing with
                    {
                        Flows = [s_drawing.Flows[0] with { Sensitivity = DataSensitivity.SpecialCategory }],
                    },
                    s_author,
                    s_now
                )
                .IsDone
        );
        Assert.Equal(["crossing.f1"], Threats(model).Where(t => model.DecisionOn(t) is null).Select(t => t.Id));
        Assert.Equal(["crossing.f1", "direct.llm"], model.Decisions.Select(d => d.Threat));

        // As it was: the decisions count again.
        Assert.True(model.Draw(s_drawing, s_author, s_now).IsDone);
        Assert.Equal(0, model.Undecided(Threats(model)));
        Assert.Empty(model.Draw(s_drawing, s_author, s_now).Value);
    }

    [Fact]
    public void Decision_NeedsWords_OrARiskThatTheRegisterAnswersFor()
    {
        var model = Drawn();
        var threat = Threats(model)[0];
        var risk = Risk.Raise(
            new(7),
            new("Injection", RiskCategory.PromptInjection, new(1), new(4, 4)) { SystemId = "SYS-0001" },
            null,
            s_now
        ).Value;

        Assert.Equal(ThreatRefusals.ReasonMissing, model.Decide(threat, ThreatDecisionKind.Mitigated, " ", null, s_author, s_now));
        Assert.Equal(ThreatRefusals.RiskMissing, model.Decide(threat, ThreatDecisionKind.Accepted, "Small", null, s_author, s_now));
        Assert.Equal(
            "threat-model.risk-not-accepted",
            model.Decide(threat, ThreatDecisionKind.Accepted, "Small", risk, s_author, s_now)?.Code
        );
        Assert.Null(model.Decide(threat, ThreatDecisionKind.InRegister, null, risk, s_author, s_now));
        Assert.Equal(new RiskId(7), model.DecisionOn(threat)!.RiskId);
        Assert.Null(model.Decide(threat, ThreatDecisionKind.NotApplicable, "No prompt", null, s_author, s_now));
        Assert.Equal((ThreatDecisionKind.NotApplicable, null), (model.DecisionOn(threat)!.Kind, model.DecisionOn(threat)!.RiskId));
    }

    [Fact]
    public void Submit_BeforeEveryThreatIsDecided_IsRefused()
    {
        var model = Drawn();

        Assert.Equal("threat-model.undecided", model.Submit(Threats(model), "1", s_author, s_now)?.Code);
        Assert.Equal(ThreatRefusals.Empty, ThreatModel.Begin(new(1), new(1), null, s_now).Submit([], "1", s_author, s_now));
    }

    [Fact]
    public void Review_IsOfASecondPerson_AndOfWhatTheySaw()
    {
        var model = Drawn();
        DecideAll(model, s_author);
        Assert.Equal("threat-model.not-submitted", model.Judge(true, null, null, s_reviewer, s_now)?.Code);
        Assert.Null(model.Submit(Threats(model), "1", s_author, s_now));
        var digest = model.ContentSha256;

        Assert.Equal(ThreatRefusals.AuthorCannotReview, model.Judge(true, null, digest, s_author, s_now));
        Assert.Equal(ThreatRefusals.ContentChanged, model.Judge(true, null, new string('0', 64), s_reviewer, s_now));
        Assert.Equal("threat-model.not-a-draft", model.Draw(SystemDrawing.Empty, s_author, s_now).Refusal?.Code);
        Assert.Equal(ThreatRefusals.ReturnReasonMissing, model.Judge(false, " ", digest, s_reviewer, s_now));
        Assert.Null(model.Judge(false, "Draw the logs", digest, s_reviewer, s_now));
        Assert.Equal((ThreatModelState.Draft, null, "Draw the logs"), (model.State, model.ContentSha256, model.Review?.Text));

        Assert.Null(model.Submit(Threats(model), "1", s_author, s_now));
        // The same content has the same digest.
        Assert.Equal(digest, model.ContentSha256);
        Assert.Null(model.Judge(true, null, digest, s_reviewer, s_now));
        Assert.Equal((ThreatModelState.Reviewed, "Rob Reviewer"), (model.State, model.ReviewedByName));

        // The reviewer of one version may draw the next, and then does not review it.
        var next = ThreatModel.Begin(new(2), new(1), model, s_now);
        Assert.Equal((2, 2, 0), (next.Number, next.Decisions.Count, next.Authors.Count));
        Assert.Equal(0, next.Undecided(Threats(next)));
    }

    [Fact]
    public void Point_HasADay_AndIsClosedOnce()
    {
        var due = new DateOnly(2026, 12, 1);
        Assert.Equal(ThreatRefusals.PointTextMissing, Add(" ", due).Refusal);
        Assert.Equal(ThreatRefusals.PointDueNotValid, Add("Test", new(2026, 11, 23)).Refusal);
        var point = Add("Red-team test", due).Value;

        Assert.Equal((false, true), (point.IsOverdue(due), point.IsOverdue(due.AddDays(1))));
        Assert.NotNull(point.Finish("", s_reviewer, s_now));
        Assert.Null(point.Finish("None got through", s_reviewer, s_now));
        Assert.Equal(ThreatRefusals.PointDone, point.Finish("Again", s_reviewer, s_now));
        Assert.False(point.IsOverdue(due.AddDays(1)));

        static Result<ThreatPoint> Add(string text, DateOnly due) => ThreatPoint.Add(new(1), 1, text, null, new(1), due, s_author, s_now);
    }

    private static ThreatModel Drawn()
    {
        var model = ThreatModel.Begin(new(1), new(1), null, s_now);
        Assert.Equal(["boundaries", "components", "flows"], model.Draw(s_drawing, s_author, s_now).Value);
        return model;
    }

    private static void DecideAll(ThreatModel model, Access? by = null)
    {
        foreach (var threat in Threats(model))
        {
            Assert.Null(model.Decide(threat, ThreatDecisionKind.Mitigated, "In place", null, by ?? s_author, s_now));
        }
    }

    private static IReadOnlyList<SuggestedThreat> Threats(ThreatModel model) => ThreatSuggestions.Of(model.Drawing, s_rules);

    private static IEnumerable<string> Ids(SystemDrawing drawing) => ThreatSuggestions.Of(drawing, s_rules).Select(t => t.Id);

    private static ThreatRule Rule(string id, ThreatTarget target, ThreatCondition when) =>
        new(id, id, "", RiskCategory.SecurityAdversarial, [], [], target, when);

    private static Access Person(int number, string name) =>
        new()
        {
            Actor = Actor.OfUser(new(number), Roles.RiskOfficer, null),
            Person = new(number),
            People = [new(number)],
            PrintedName = name,
        };
}
