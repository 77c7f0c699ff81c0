using System.Text.Json.Nodes;

namespace Governance.Policies;

/// <summary>The member <c>oversight</c> of an input. A part of which nothing is known is left out.</summary>
internal static class GateOversightJson
{
    public static GateOversight Read(JsonFields oversight) =>
        new(
            oversight.Time("changedAt"),
            oversight.Objects(
                "systems",
                system => new GateOverseenSystem(
                    system.Text("id"),
                    system.Objects("overseers", Overseer),
                    system.OptionalObject(
                        "stopTest",
                        test => new GateStopTest(
                            test.Text("id"),
                            test.Time("testedAt"),
                            test.Word("result", PolicyVocabulary.StopTestResults)
                        )
                    )
                )
            )
        );

    public static JsonObject Write(GateOversight oversight) =>
        new()
        {
            ["changedAt"] = Instant.Write(oversight.ChangedAt),
            ["systems"] = GateInputWriter.Sorted(
                oversight.Systems,
                system =>
                {
                    var json = new JsonObject { ["id"] = system.Id, ["overseers"] = GateInputWriter.Sorted(system.Overseers, Write) };
                    GateInputWriter.Set(json, "stopTest", system.StopTest is { } test ? Write(test) : null);
                    return json;
                }
            ),
        };

    private static GateOverseer Overseer(JsonFields overseer) =>
        new(
            overseer.Text("id"),
            overseer.Text("person"),
            overseer.Word("authority", PolicyVocabulary.OversightAuthorities),
            overseer.Time("from"),
            overseer.Has("until") ? overseer.Time("until") : null,
            overseer.Has("trainedUntil") ? overseer.Time("trainedUntil") : null
        );

    private static JsonObject Write(GateOverseer overseer)
    {
        var json = new JsonObject
        {
            ["id"] = overseer.Id,
            ["person"] = overseer.Person,
            ["authority"] = overseer.Authority,
            ["from"] = Instant.Write(overseer.From),
        };
        GateInputWriter.Set(json, "until", overseer.Until is { } until ? Instant.Write(until) : null);
        GateInputWriter.Set(json, "trainedUntil", overseer.TrainedUntil is { } trained ? Instant.Write(trained) : null);
        return json;
    }

    private static JsonObject Write(GateStopTest test) =>
        new()
        {
            ["id"] = test.Id,
            ["testedAt"] = Instant.Write(test.TestedAt),
            ["result"] = test.Result,
        };
}
