using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Governance.Domain;
using Governance.Portal.Kernel.Api;

namespace Governance.Portal.Models.Registries.MlFlow.Wire;

/// <summary>
/// Answers everything below <c>/api/2.0/mlflow</c> in MLflow's form: also what is refused before an endpoint is reached (no one signed in,
/// no such address or method, too long, too many, plain HTTP) and what fails. Its clients read nothing else.
/// </summary>
internal sealed partial class MlFlowAnswers(RequestDelegate next, ILogger<MlFlowAnswers> logger)
{
    /// <summary>Below it everything is MLflow's.</summary>
    public const string Root = "/api/2.0/mlflow";

    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.Default,
    };

    /// <summary>True for a request in MLflow's form.</summary>
    public static bool IsMlFlow(HttpContext context) => context.Request.Path.StartsWithSegments(Root, StringComparison.OrdinalIgnoreCase);

    /// <summary>A successful answer: always 200.</summary>
    public static IResult Ok(object value) => Results.Json(value, s_json, "application/json", StatusCodes.Status200OK);

    /// <summary>The answer of an action.</summary>
    public static IResult Of<T>(Result<T> outcome, Func<T, object> value) =>
        outcome.Match(
            done => Ok(value(done)),
            refusal =>
            {
                var (status, error) = MlFlowError.Of(refusal);
                return Results.Json(error, s_json, "application/json", status);
            }
        );

    /// <summary>The answer of an action that has nothing to say.</summary>
    public static IResult Done(Result<Done> outcome) => Of(outcome, static _ => new { });

    public async Task InvokeAsync(HttpContext context)
    {
        var original = context.Response.Body;
        using var answer = new MemoryStream();
        context.Response.Body = answer;
        try
        {
            await next(context);
            if (context.Response.StatusCode != StatusCodes.Status200OK && !IsOurs(context))
            {
                await RewriteAsync(context, answer);
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            answer.SetLength(0);
        }
        catch (MlFlowRequestException e)
        {
            await WriteAsync(context, answer, StatusCodes.Status400BadRequest, new MlFlowError(e.Code, e.Message));
        }
        catch (BadHttpRequestException e)
        {
            var refusal = FrameworkRefusals.Of(e);
            await WriteAsync(context, answer, e.StatusCode, new MlFlowError(MlFlowError.CodeOf(e.StatusCode), refusal.Message));
        }
#pragma warning disable CA1031 // Whatever failed, a client has to be told in a form that it reads.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogFailed(e, context.Request.Method);
            await WriteAsync(
                context,
                answer,
                StatusCodes.Status500InternalServerError,
                new MlFlowError("INTERNAL_ERROR", "The portal failed. Nothing was changed. Ask an administrator to check its log.")
            );
        }
        finally
        {
            context.Response.Body = original;
        }

        answer.Position = 0;
        context.Response.ContentLength = answer.Length;
        await answer.CopyToAsync(original, context.RequestAborted);
    }

    // What an endpoint of the facade answered is JSON; everything else comes from what stands before it.
    private static bool IsOurs(HttpContext context) =>
        context.Response.ContentType?.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) is true;

    private static async Task RewriteAsync(HttpContext context, MemoryStream answer)
    {
        var status = context.Response.StatusCode is >= 200 and < 400 ? StatusCodes.Status404NotFound : context.Response.StatusCode;
        var words = status switch
        {
            StatusCodes.Status404NotFound =>
                "There is no such call here. The portal is a model registry: set MLFLOW_REGISTRY_URI to it, and keep your tracking server.",
            StatusCodes.Status405MethodNotAllowed => "This call needs a different HTTP method.",
            _ => Detail(answer) ?? RefusalProblems.Title(status) + ".",
        };
        await WriteAsync(context, answer, status, new MlFlowError(MlFlowError.CodeOf(status), words));
    }

    private static string? Detail(MemoryStream answer)
    {
        try
        {
            using var json = JsonDocument.Parse(answer.ToArray());
            return json.RootElement.TryGetProperty("detail", out var detail) ? detail.GetString() : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static async Task WriteAsync(HttpContext context, MemoryStream answer, int status, MlFlowError error)
    {
        answer.SetLength(0);
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json; charset=utf-8";
        await answer.WriteAsync(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(error, s_json)), context.RequestAborted);
    }

    [LoggerMessage(1431, LogLevel.Error, "{Method} of an MLflow client failed")]
    private partial void LogFailed(Exception e, string method);
}
