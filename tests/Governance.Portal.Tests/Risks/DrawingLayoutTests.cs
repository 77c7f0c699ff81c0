using Governance.Domain.Threats;
using Governance.Portal.Operations.Risks.ThreatModels;

namespace Governance.Portal.Tests.Risks;

/// <summary>The picture of a system: what names a flow can be read, however many flows run between the same components.</summary>
public sealed class DrawingLayoutTests
{
    private static readonly TrustBoundary[] s_boundaries =
    [
        new("web", "Customers", BoundaryTrust.Public),
        new("ours", "Bank", BoundaryTrust.Own),
        new("maker", "Maker", BoundaryTrust.Partner),
    ];

    private static readonly ThreatComponent[] s_components =
    [
        new("chat", "Chat", ThreatComponentKind.UserInterface, "web"),
        new("app", "Service", ThreatComponentKind.Application, "ours"),
        new("index", "Index", ThreatComponentKind.RetrievalIndex, "ours"),
        new("llm", "Model", ThreatComponentKind.LanguageModel, "maker"),
    ];

    public static TheoryData<string> Drawings =>
        [
            "app-llm llm-app",
            "app-index index-app",
            "chat-app app-chat app-index index-app app-llm llm-app",
            "chat-app app-chat chat-app app-chat app-llm llm-app chat-llm llm-chat",
        ];

    [Theory]
    [MemberData(nameof(Drawings))]
    public void Labels_OfFlows_DoNotTouchOneAnother(string flows)
    {
        var labels = Layout(flows).Arrows.Select(Label).ToList();

        for (var one = 0; one < labels.Count; one++)
        {
            for (var other = one + 1; other < labels.Count; other++)
            {
                Assert.False(Meet(labels[one], labels[other]), $"f{one + 1} and f{other + 1} of {flows}: {labels[one]}, {labels[other]}");
            }
        }
    }

    [Fact]
    public void Labels_OfOppositeFlows_StandOnNoComponent_AndNearTheirOwnArrow()
    {
        var layout = Layout("app-llm llm-app");

        Assert.DoesNotContain(layout.Arrows, a => layout.Components.Any(c => Meet(Label(a), c.Box)));
        var (from, to) = (Box(layout, "app"), Box(layout, "llm"));
        Assert.All(layout.Arrows, a => Assert.InRange(a.LabelX, from.X + from.Width, to.X));
        Assert.All(layout.Arrows, a => Assert.InRange(a.LabelY, Math.Min(from.Y, to.Y), Math.Max(from.Y, to.Y) + from.Height));
    }

    [Fact]
    public void SameDrawing_GivesTheSamePicture() =>
        Assert.Equal(Layout("app-llm llm-app chat-app").Arrows, Layout("app-llm llm-app chat-app").Arrows);

    private static DrawingLayout Layout(string flows) =>
        DrawingLayout.Of(
            new(
                s_boundaries,
                s_components,
                [
                    .. flows
                        .Split(' ')
                        .Select(
                            (flow, at) =>
                                new DataFlow($"f{at + 1}", flow.Split('-')[0], flow.Split('-')[1], "Data", DataSensitivity.Internal)
                        ),
                ]
            )
        );

    private static DrawingBox Box(DrawingLayout layout, string component) =>
        layout.Components.Single(c => c.Component.Key == component).Box;

    private static DrawingBox Label(DrawingArrow arrow) =>
        new(
            arrow.LabelX - (arrow.LabelWidth / 2),
            arrow.LabelY - (DrawingArrow.LabelHeight / 2),
            arrow.LabelWidth,
            DrawingArrow.LabelHeight
        );

    private static bool Meet(DrawingBox one, DrawingBox other) =>
        one.X < other.X + other.Width && other.X < one.X + one.Width && one.Y < other.Y + other.Height && other.Y < one.Y + one.Height;
}
