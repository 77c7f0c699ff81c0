using System.Text.Json;
using Governance.Domain;
using Governance.Domain.Gates;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Configuration;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Approvals.Hooks;

/// <summary>Calls of code hosts. They carry no session and no key: the shared secret signs their bytes.</summary>
internal static class HooksApi
{
    private const string Zero = "0000000000000000000000000000000000000000";

    public static void Map(RouteGroupBuilder api)
    {
        var hooks = api.MapGroup("/hooks").WithTags("Hooks");
        hooks
            .MapPost("/github", GitHubAsync)
            .AllowAnonymous()
            .DisableAntiforgery()
            .WithSummary("Receive a webhook from GitHub")
            .WithDescription(
                "Signed with Hooks__GitHubSecret (X-Hub-Signature-256). `push` opens a source review of the model; "
                    + "`deployment_protection_rule` is answered by a callback once the gate has decided. Answers 202 at once. "
                    + "Example: "
                    + "{\"action\":\"requested\",\"environment\":\"production\",\"deployment\":{\"sha\":\"4f2a…\"},"
                    + "\"deployment_callback_url\":\"https://api.github.com/…\"}"
            )
            .Produces<HookReceipt>(StatusCodes.Status202Accepted)
            .Refuses(400, 401, 404, 413, 422);
        hooks
            .MapPost("/gitlab", GitLabAsync)
            .AllowAnonymous()
            .DisableAntiforgery()
            .WithSummary("Receive a webhook from GitLab")
            .WithDescription(
                "External status checks are signed with Hooks__GitLabSecret (X-Gitlab-Signature) and answered by a callback once the gate "
                    + "has decided; push hooks carry the secret as X-Gitlab-Token and open a source review of the model. Answers 202 at "
                    + "once. Example: "
                    + "{\"object_kind\":\"merge_request\",\"external_approval_rule\":{\"id\":7},\"object_attributes\":{\"iid\":12,"
                    + "\"last_commit\":{\"id\":\"4f2a…\"}}}"
            )
            .Produces<HookReceipt>(StatusCodes.Status202Accepted)
            .Refuses(400, 401, 404, 413, 422);
    }

    private static async Task<IResult> GitHubAsync(
        HttpRequest request,
        IOptions<HooksOptions> options,
        IOptions<LimitsOptions> limits,
        QueueHookCall ask,
        HandlePush push,
        CancellationToken ct
    )
    {
        var settings = options.Value;
        if (settings.GitHubSecret.Length == 0)
        {
            return HookRefusals.NotSetUp.ToProblem();
        }

        var body = await HookBody.ReadAsync(request, limits.Value.JsonBodyBytes, ct);
        if (!HookSignature.IsGood(settings.GitHubSecret, body, request.Headers["X-Hub-Signature-256"]))
        {
            return HookRefusals.NotSigned.ToProblem();
        }

        using var json = Parse(body);
        if (json is null || request.Headers["X-GitHub-Delivery"].ToString() is not { Length: > 0 and <= 200 } delivery)
        {
            return HookRefusals.Malformed(json is null ? "the JSON" : "X-GitHub-Delivery").ToProblem();
        }

        var root = json.RootElement;
        if (HookBody.Text(root, "repository.full_name") is not { } repository)
        {
            return Ignored();
        }

        switch (request.Headers["X-GitHub-Event"].ToString())
        {
            case "push":
                return await PushAsync(root, settings.Of("github", repository), HookBody.Commit(root, "after"), push, ct);
            case "deployment_protection_rule"
                when HookBody.Text(root, "action") == "requested"
                    && settings.GitHubApp.Length > 0
                    && settings.Of("github", repository).FirstOrDefault() is { } source:
                var environment = HookBody.Text(root, "environment") ?? "";
                if (
                    HookBody.Commit(root, "deployment.sha") is not { } commit
                    || HookBody.Text(root, "installation.id") is not { } installation
                )
                {
                    return HookRefusals.Malformed("deployment.sha or installation.id").ToProblem();
                }

                // The document says where to answer; only the API that is set up is ever called.
                if (HookBody.Text(root, "deployment_callback_url") is not { } back || !IsBelow(settings.GitHubApi, back))
                {
                    return HookRefusals.ElsewhereAnswered.ToProblem();
                }

                return Queued(
                    await ask.RunAsync(
                        HookKind.DeploymentRule,
                        new HookQuestion(delivery, source.Model, commit, settings.StageOf(environment), environment, back, installation),
                        ct
                    )
                );
            default:
                return Ignored();
        }
    }

    private static async Task<IResult> GitLabAsync(
        HttpRequest request,
        IOptions<HooksOptions> options,
        IOptions<LimitsOptions> limits,
        QueueHookCall ask,
        HandlePush push,
        CancellationToken ct
    )
    {
        var settings = options.Value;
        if (settings.GitLabSecret.Length == 0)
        {
            return HookRefusals.NotSetUp.ToProblem();
        }

        var body = await HookBody.ReadAsync(request, limits.Value.JsonBodyBytes, ct);
        var isSigned = HookSignature.IsGood(settings.GitLabSecret, body, request.Headers["X-Gitlab-Signature"]);
        if (!isSigned && !HookSignature.IsToken(settings.GitLabSecret, request.Headers["X-Gitlab-Token"]))
        {
            return HookRefusals.NotSigned.ToProblem();
        }

        using var json = Parse(body);
        if (json is null)
        {
            return HookRefusals.Malformed("the JSON").ToProblem();
        }

        var root = json.RootElement;
        if (HookBody.Text(root, "project.path_with_namespace") is not { } repository)
        {
            return Ignored();
        }

        switch (HookBody.Text(root, "object_kind"))
        {
            case "push":
                return await PushAsync(root, settings.Of("gitlab", repository), HookBody.Commit(root, "after"), push, ct);
            case "merge_request"
                when isSigned
                    && settings.GitLabToken.Length > 0
                    && HookBody.Text(root, "external_approval_rule.id") is { } check
                    && settings.Of("gitlab", repository).FirstOrDefault() is { } source:
                if (
                    HookBody.Commit(root, "object_attributes.last_commit.id") is not { } commit
                    || HookBody.Text(root, "project.id") is not { } project
                    || !project.All(char.IsAsciiDigit)
                    || HookBody.Text(root, "object_attributes.iid") is not { } number
                    || !number.All(char.IsAsciiDigit)
                    || check.Length > 20
                )
                {
                    return HookRefusals.Malformed("project.id, object_attributes.iid or object_attributes.last_commit.id").ToProblem();
                }

                // The answer's address is made here, of numbers: nothing in the document is an address.
                var back = $"{settings.GitLabApi.TrimEnd('/')}/projects/{project}/merge_requests/{number}/status_check_responses";
                return Queued(
                    await ask.RunAsync(
                        HookKind.StatusCheck,
                        new HookQuestion($"{project}/{number}/{check}/{commit}", source.Model, commit, Stage.Production, "", back, check),
                        ct
                    )
                );
            default:
                return Ignored();
        }
    }

    private static async Task<IResult> PushAsync(
        JsonElement root,
        IEnumerable<HookSource> sources,
        string? commit,
        HandlePush push,
        CancellationToken ct
    )
    {
        var branch = HookBody.Text(root, "ref");
        HookReceipt receipt = new("ignored");
        // A branch that was deleted has no commit.
        foreach (
            var source in sources.Where(s =>
                branch == $"refs/heads/{s.Branch}" && commit is not null && !Zero.StartsWith(commit[..40], StringComparison.Ordinal)
            )
        )
        {
            var outcome = await push.RunAsync(source, commit!, ct);
            if (outcome.Refusal is { } refusal)
            {
                return refusal.ToProblem();
            }

            receipt = outcome.Value is { } review ? new HookReceipt("noted", review.ToString()) : new HookReceipt("known");
        }

        return TypedResults.Accepted((string?)null, receipt);
    }

    private static IResult Queued(Result<(HookCallId Id, bool IsNew)> outcome) =>
        outcome.Match<IResult>(
            asked => TypedResults.Accepted((string?)null, new HookReceipt(asked.IsNew ? "queued" : "known", asked.Id.ToString())),
            refusal => refusal.ToProblem()
        );

    private static Microsoft.AspNetCore.Http.HttpResults.Accepted<HookReceipt> Ignored() =>
        TypedResults.Accepted((string?)null, new HookReceipt("ignored"));

    private static bool IsBelow(string api, string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var back)
        && Uri.TryCreate(api.TrimEnd('/') + "/", UriKind.Absolute, out var root)
        && back.UserInfo.Length == 0
        && root.IsBaseOf(back)
        && !back.AbsolutePath.Contains("..", StringComparison.Ordinal);

    private static JsonDocument? Parse(byte[] body)
    {
        try
        {
            return JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 64 });
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
