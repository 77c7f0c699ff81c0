using System.Text;
using Governance.Domain.Agents.Runs;

namespace Governance.Domain.Tests.Agents;

public sealed class AgentStepContentTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 27, 10, 0, 0, TimeSpan.Zero);
    private static readonly (string, string)[] s_parts = [("prompt", "Pay anna@example.com"), ("completion", "Done")];

    [Fact]
    public void Digest_KeepsNothing_ButWhatACopyIsComparedWith()
    {
        var content = Of(ContentHandling.Digest);

        Assert.Null(content.Content);
        Assert.Equal((ContentHandling.Digest, (ContentOmission?)null), (content.Handling, content.Omission));
        Assert.Equal(AgentStepContent.Digest(content.Salt!, "Done"), content.Parts[1].Sha256);
        Assert.Equal(4, content.Parts[1].Bytes);
        // Another step with the same content has another digest: no one recognises it from outside.
        Assert.NotEqual(content.Parts[1].Sha256, Of(ContentHandling.Digest).Parts[1].Sha256);
        Assert.Empty(content.Read()!);
    }

    [Fact]
    public void Redact_KeepsWhatIsLeft_AndDigestsWhatWasSent()
    {
        var content = Of(ContentHandling.Redact);

        Assert.Equal("Pay [e-mail]", content.Read()!["prompt"]);
        Assert.Equal(AgentStepContent.Digest(content.Salt!, "Pay anna@example.com"), content.Parts[0].Sha256);
        Assert.Equal(AgentStepContent.Digest(content.Salt!, "Pay [e-mail]"), content.Parts[0].KeptSha256);
        Assert.Null(content.Parts[1].KeptSha256);
        Assert.DoesNotContain("anna", Encoding.UTF8.GetString(content.Content!), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ContentHandling.Keep, 23, ContentOmission.TooLarge)]
    [InlineData(ContentHandling.Redact, 1_000, ContentOmission.NotChecked)]
    public void WhatIsTooLargeOrCannotBeChecked_IsDigestedAlone(ContentHandling handling, long most, ContentOmission why)
    {
        var content = AgentStepContent.Of(Step(), s_parts, handling, _ => null, most);

        Assert.Null(content.Content);
        Assert.Equal((ContentHandling.Digest, why), (content.Handling, content.Omission));
        Assert.Equal(2, content.Parts.Count);
    }

    [Fact]
    public void Erasing_TakesContentAndSalt_AndWhatTheLogStatesStaysTheSame()
    {
        var content = Of(ContentHandling.Keep);
        Assert.Equal("Pay anna@example.com", content.Read()!["prompt"]);
        var committed = content.Committed();

        content.Erase(s_now.AddDays(1));

        Assert.Null(content.Content);
        Assert.Null(content.Salt);
        Assert.Equal(s_now.AddDays(1), content.ErasedAt);
        Assert.Equal(committed, content.Committed());
        Assert.Equal(Step().Committed(content), Step().Committed(content));
        Assert.NotEqual(Step().Committed(content), Step().Committed());
    }

    [Theory]
    [InlineData("keep", 30, ContentHandling.Keep, null)]
    [InlineData("digest", null, ContentHandling.Digest, null)]
    [InlineData("redact", null, ContentHandling.Digest, "agent-content.retention")]
    [InlineData("keep", 0, ContentHandling.Digest, "agent-content.retention")]
    [InlineData("Keep", 30, ContentHandling.Digest, "agent-content.handling")]
    [InlineData("archive", 30, ContentHandling.Digest, "agent-content.handling")]
    [InlineData(null, 30, ContentHandling.Digest, "agent-content.handling")]
    public void Policy_KeepsNothing_UntilSomeoneSaysWhatAndForHowLong(
        string? handling,
        int? days,
        ContentHandling expected,
        string? refusal
    )
    {
        var policy = AgentContentPolicy.For("invoice-agent");

        Assert.Equal(refusal, policy.Change(handling, days, "user:USR-0001", s_now)?.Code);

        Assert.Equal(expected, policy.Handling);
        Assert.Equal(refusal is null ? 1 : 0, policy.Revision);
    }

    private static AgentStepContent Of(ContentHandling handling) =>
        AgentStepContent.Of(
            Step(),
            s_parts,
            handling,
            text => text.Replace("anna@example.com", "[e-mail]", StringComparison.Ordinal),
            1_000
        );

    private static AgentStep Step() =>
        new()
        {
            TraceId = "11111111111111111111111111111111",
            SpanId = "1111111111111111",
            StartedAt = s_now,
            EndedAt = s_now,
            ReceivedAt = s_now,
        };
}
