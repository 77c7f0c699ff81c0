using System.Globalization;
using Governance.Domain;
using Governance.Localisation;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Contracts;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Hosting;

/// <summary>What a node says before its portal is there: that it lives, that it is not ready, and when to come back.</summary>
internal static class StartingAnswers
{
    private const int AgainSeconds = 5;

    private static readonly NodeReadiness s_node = NodeReadiness.Avoided("starting");

    private static readonly Refusal s_starting = new(
        "node.starting",
        $"The portal is starting. After an upgrade this can take minutes.",
        RefusalKind.Unavailable
    )
    {
        RetryAfter = TimeSpan.FromSeconds(AgainSeconds),
    };

    /// <summary>Answers the health addresses; false for any other, of which nothing is written.</summary>
    public static async Task<bool> AnswersAsync(HttpContext context)
    {
        var answer = context.Request.Path.Value switch
        {
            HealthEndpoints.Alive => HealthEndpoints.SayAlive(),
            HealthEndpoints.Ready => HealthEndpoints.Say(s_node),
            HealthEndpoints.Writes => HealthEndpoints.SayWrites(s_node),
            _ => null,
        };
        if (answer is null)
        {
            return false;
        }

        WaitingPage.Protect(context);
        await answer.ExecuteAsync(context);
        return true;
    }

    /// <summary>Tells a person by a page that opens what was asked for once it can, and a program by a problem.</summary>
    public static Task RefuseAsync(HttpContext context)
    {
        if (WaitingPage.IsVisit(context.Request))
        {
            return WaitingPage.WriteAsync(context, Words, AgainSeconds);
        }

        context.Response.Headers.RetryAfter = AgainSeconds.ToString(CultureInfo.InvariantCulture);
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(Languages.Source);
        WaitingPage.Protect(context);
        return s_starting.ToProblem().ExecuteAsync(context);
    }

    private static WaitingWords Words() =>
        new(
            T["Starting · Governance Portal"],
            T["The portal is starting"],
            T["After an upgrade this can take minutes. The page you asked for opens as soon as the portal is ready."]
        );
}
