using System.Security.Cryptography;
using Governance.Domain;
using Governance.Portal.Kernel.Contracts;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Kernel.Identity.SingleSignOn;

/// <summary>What is kept with a question to the provider: sealed into its state, or handed on with its answer.</summary>
public static class ProviderItems
{
    public const string Nonce = "nonce";
    public const string Begun = "begun";
    public const string Fresh = "fresh";
    public const string Purpose = "purpose";
    public const string User = "user";
    public const string Session = "session";
    public const string Proof = "proof";
    public const string Person = "person";
    public const string Token = "token";
}

/// <summary>What follows when someone comes back from the provider.</summary>
public interface IProviderAnswers
{
    /// <summary>Takes a person that was checked; answers where their browser goes.</summary>
    Task<string> TakeAsync(HttpContext http, ProviderPerson person, AuthenticationProperties properties, CancellationToken ct);

    /// <summary>Notes that someone came back with nothing good; answers where their browser goes.</summary>
    Task<string> RefuseAsync(HttpContext http, Refusal refusal, string detail, CancellationToken ct);
}

/// <summary>Registers the provider.</summary>
public static class ProviderServices
{
    /// <summary>Name of the scheme.</summary>
    public const string Scheme = "provider";

    /// <summary>Where people come back to; registered at the provider as redirect URI.</summary>
    public const string CallbackPath = "/signin/provider/callback";

    // Never called: the addresses are the provider's own (ProviderHandler). The framework wants some before it knows them.
    private const string Unknown = "https://provider.invalid/";

    /// <summary>Adds options, scheme and directory.</summary>
    public static IServiceCollection AddSingleSignOn(this IServiceCollection services)
    {
        services.AddOptions<SingleSignOnOptions>().BindConfiguration(SingleSignOnOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<SingleSignOnOptions>, SingleSignOnOptionsValidator>();
        services.AddSingleton<IValidateOptions<SingleSignOnOptions>, SingleSignOnRules>();
        services.AddSingleton<ProviderDirectory>().AddSingleton<ProviderKeys>();
        services.AddDoctorCheck<SingleSignOnDoctor>("single sign-on");
        services.AddAuthentication().AddOAuth<OAuthOptions, ProviderHandler>(Scheme, static _ => { });
        services
            .AddOptions<OAuthOptions>(Scheme)
            .Configure<IOptions<SingleSignOnOptions>>(static (options, signOn) => Configure(options, signOn.Value));
        return services;
    }

    private static void Configure(OAuthOptions options, SingleSignOnOptions signOn)
    {
        options.SignInScheme = PortalSchemes.Session;
        options.ClientId = signOn.IsEnabled ? signOn.ClientId : "none";
        options.ClientSecret = "none"; // sent by the handler itself, as it is at that moment
        (options.AuthorizationEndpoint, options.TokenEndpoint) = (Unknown, Unknown);
        options.CallbackPath = CallbackPath;
        options.UsePkce = true;
        options.Scope.Clear();
        foreach (var scope in signOn.AllScopes)
        {
            options.Scope.Add(scope);
        }

        options.CorrelationCookie.Name = "governance-provider.";
        options.CorrelationCookie.HttpOnly = true;
        options.CorrelationCookie.SameSite = SameSiteMode.Lax; // the answer comes by a link, never by a form of another site
        options.CorrelationCookie.SecurePolicy = CookieSecurePolicy.SameAsRequest; // plain HTTP is served on loopback only
        options.RemoteAuthenticationTimeout = TimeSpan.FromMinutes(10);
        options.Events.OnTicketReceived = TakeAsync;
        options.Events.OnRemoteFailure = RefuseAsync;
    }

    private static async Task TakeAsync(TicketReceivedContext context)
    {
        var properties = context.Properties ?? throw new InvalidOperationException("The request that the person answers is missing.");
        var person =
            properties.GetParameter<ProviderPerson>(ProviderItems.Person)
            ?? throw new InvalidOperationException("The answer does not identify a person.");
        properties.RedirectUri = context.ReturnUri;
        var answers = context.HttpContext.RequestServices.GetRequiredService<IProviderAnswers>();
        string next;
        try
        {
            next = await answers.TakeAsync(context.HttpContext, person, properties, context.HttpContext.RequestAborted);
        }
        catch (ProviderException e)
        {
            next = await answers.RefuseAsync(context.HttpContext, e.Refusal, e.Message, context.HttpContext.RequestAborted);
        }

        context.Response.Redirect(next);
        context.HandleResponse();
    }

    private static async Task RefuseAsync(RemoteFailureContext context)
    {
        var refusal = context.Failure switch
        {
            ProviderException ours => ours.Refusal,
            _ when context.Properties is not null && context.Request.Query.ContainsKey("error") => ProviderRefusals.Declined,
            AuthenticationFailureException or CryptographicException => ProviderRefusals.NotBegunHere,
            _ => null,
        };
        if (refusal is null)
        {
            return; // a fault of ours: the framework throws it on
        }

        var answers = context.HttpContext.RequestServices.GetRequiredService<IProviderAnswers>();
        context.Response.Redirect(
            await answers.RefuseAsync(context.HttpContext, refusal, context.Failure!.Message, context.HttpContext.RequestAborted)
        );
        context.HandleResponse();
    }
}
