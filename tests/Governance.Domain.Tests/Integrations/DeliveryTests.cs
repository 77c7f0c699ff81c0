using Governance.Domain.Integrations;

namespace Governance.Domain.Tests.Integrations;

public sealed class DeliveryTests
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private const string MessageId = "msg_p5jXN8AQM9LWM0D4loKWxJek";

    private static readonly DateTimeOffset s_now = DateTimeOffset.FromUnixTimeSeconds(1614265330);
    private static readonly DestinationId s_id = new(1);

    // The vector of the Standard Webhooks specification.
    [Fact]
    public void Sign_VectorOfTheSpecification_Agrees() =>
        Assert.Equal(
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
            WebhookSignature.Sign([Secret], MessageId, 1614265330, "{\"test\": 2432232314}"u8)
        );

    [Fact]
    public void IsGood_OneOfTwoSecrets_IsEnough_AndAnythingChangedIsNot()
    {
        var other = WebhookSignature.NewSecret();
        var signature = WebhookSignature.Sign([other, Secret], MessageId, 1614265330, "{}"u8);

        Assert.True(WebhookSignature.IsGood([Secret], MessageId, "1614265330", signature, "{}"u8, s_now));
        Assert.True(WebhookSignature.IsGood([other], MessageId, "1614265330", signature, "{}"u8, s_now));
        Assert.False(WebhookSignature.IsGood([WebhookSignature.NewSecret()], MessageId, "1614265330", signature, "{}"u8, s_now));
        Assert.False(WebhookSignature.IsGood([Secret], MessageId, "1614265330", signature, "{ }"u8, s_now));
        Assert.False(WebhookSignature.IsGood([Secret], "msg_2", "1614265330", signature, "{}"u8, s_now));
        Assert.False(WebhookSignature.IsGood([Secret], MessageId, "1614265331", signature, "{}"u8, s_now));
        Assert.False(WebhookSignature.IsGood([Secret], MessageId, "1614265330", signature, "{}"u8, s_now.AddMinutes(6)));
        Assert.False(WebhookSignature.IsGood([], MessageId, "1614265330", signature, "{}"u8, s_now));
        Assert.False(WebhookSignature.IsGood([Secret], MessageId, "1614265330", "v1,", "{}"u8, s_now));
    }

    [Theory]
    [InlineData("whsec_")]
    [InlineData("whsec_c2hvcnQ=")]
    [InlineData("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    [InlineData("whsec_***")]
    public void KeyOf_NoSecret_IsNone(string text) => Assert.Null(WebhookSignature.KeyOf(text));

    [Fact]
    public void Tried_Refused_FollowsTheSchedule_ThenSaysSo()
    {
        TimeSpan[] pauses =
        [
            TimeSpan.FromSeconds(5),
            TimeSpan.FromMinutes(5),
            TimeSpan.FromMinutes(30),
            .. new[] { 2, 5, 10, 14, 20, 24 }.Select(h => TimeSpan.FromHours(h)),
        ];
        var delivery = Waiting();
        var now = s_now;

        foreach (var pause in pauses)
        {
            Assert.False(delivery.Tried(new DeliveryTry(500, 3, null, "answered with 500"), 0, now));
            Assert.Equal(now + pause, delivery.NextAt);
            now = delivery.NextAt;
        }

        Assert.True(delivery.Tried(new DeliveryTry(500, 3, null, "answered with 500"), 0, now));
        Assert.Equal(DeliveryState.Waiting, delivery.State);
    }

    [Fact]
    public void Tried_RetryAfter_IsHonouredUpToADay()
    {
        var delivery = Waiting();

        delivery.Tried(new DeliveryTry(429, 1, null, "answered with 429", TimeSpan.FromMinutes(20)), 0, s_now);
        Assert.Equal(s_now.AddMinutes(20), delivery.NextAt);
        delivery.Tried(new DeliveryTry(503, 1, null, "answered with 503", TimeSpan.FromDays(400)), 0, s_now);
        Assert.Equal(s_now.AddDays(1), delivery.NextAt);
    }

    [Fact]
    public void Tried_AnswerOfAStranger_IsCutAndWithoutControlCharacters()
    {
        var delivery = Waiting();

        delivery.Tried(new DeliveryTry(200, 1, "ok\u001b[31m\n" + new string('x', 5_000), null), 0, s_now);

        Assert.Equal(DeliveryState.Delivered, delivery.State);
        Assert.StartsWith("ok [31m x", delivery.Answer, StringComparison.Ordinal);
        Assert.InRange(delivery.Answer!.Length, 1, 300);
    }

    [Fact]
    public void Health_ManyFailures_CountAsAway_UntilOneIsTaken()
    {
        var health = new DestinationHealth { Destination = s_id };
        for (var i = 0; i < DestinationHealth.AwayAfter; i++)
        {
            Assert.False(health.IsAway);
            health.Missed(new DeliveryTry(null, 1, null, "no answer"), s_now);
        }

        Assert.True(health.IsAway);
        Assert.Equal(s_now.AddSeconds(10), health.NotBefore);
        Assert.True(health.Taken(s_now.AddMinutes(1)));
        Assert.Null(health.FailingSince);
        Assert.False(health.Taken(s_now.AddMinutes(2)));
    }

    [Theory]
    [InlineData("*", true)]
    [InlineData("incident.*", true)]
    [InlineData("promotion.signed", true)]
    [InlineData("deployment.rolled-back", true)]
    [InlineData("promotion", false)]
    [InlineData("*.signed", false)]
    [InlineData("Promotion.signed", false)]
    [InlineData("a.b.c", false)]
    [InlineData("", false)]
    public void IsPattern_Text_IsOneOrNot(string text, bool expected) => Assert.Equal(expected, ActionPattern.IsPattern(text));

    [Fact]
    public void Matches_Patterns_MeanWhatTheySay()
    {
        Assert.True(ActionPattern.Matches([], "promotion.signed"));
        Assert.True(ActionPattern.Matches(["incident.*", "promotion.signed"], "incident.opened"));
        Assert.False(ActionPattern.Matches(["incident.*"], "incidents.opened"));
        Assert.False(ActionPattern.Matches(["promotion.signed"], "promotion.signed-off"));
    }

    [Fact]
    public void Destination_NewSecret_BothSignForADay()
    {
        var made = Destination
            .Create(
                s_id,
                new DestinationFacts("Hub", DestinationKind.Webhook, EventFormat.Structured, [], false, null),
                "hooks.example.com",
                "address",
                "one",
                s_now
            )
            .Value;

        Assert.Null(made.Renew("two", s_now));

        Assert.Equal(["two", "one"], made.SecretsAt(s_now.AddHours(23)));
        Assert.Equal(["two"], made.SecretsAt(s_now.AddHours(24)));
        Assert.Null(made.Retire());
        Assert.Equal(["two"], made.SecretsAt(s_now));
        Assert.Equal(DestinationRefusals.OneSecret, made.Retire());
    }

    [Fact]
    public void Destination_WrongFields_AreAllNamed()
    {
        var refused = Destination.Create(
            s_id,
            new DestinationFacts(" ", DestinationKind.Syslog, EventFormat.Binary, ["x"], false, null),
            "h",
            "a",
            null,
            s_now
        );

        Assert.Equal(["actions", "format", "name"], refused.Refusal!.Errors.Keys.Order(StringComparer.Ordinal));
    }

    private static Delivery Waiting() => Delivery.Queue(s_id, 3, "log-3-0011223344556677", "promotion.signed", "APR-0012", false, s_now);
}
