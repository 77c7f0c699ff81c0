using Governance.Data.Artifacts;
using Governance.Domain.Models;
using Governance.Portal.Api;
using Microsoft.Net.Http.Headers;

namespace Governance.Portal.Features.Registry;

/// <summary>The registry over HTTP.</summary>
internal static class RegistryApi
{
    /// <summary>Maps every endpoint of the registry.</summary>
    public static void Map(RouteGroupBuilder api)
    {
        ModelsApi.Map(api.MapGroup("/models").WithTags("Models"));
        VersionsApi.Map(api.MapGroup("/models/{model}/versions").WithTags("Versions"));
        EvidenceApi.Map(api.MapGroup("/models/{model}/versions/{version}/evidence").WithTags("Evidence"));
        DeploymentsApi.Map(api.MapGroup("/models/{model}").WithTags("Deployments"));
    }

    /// <summary>Says which refusals an operation may answer.</summary>
    public static RouteHandlerBuilder Refuses(this RouteHandlerBuilder builder, params ReadOnlySpan<int> statuses)
    {
        foreach (var status in statuses)
        {
            builder.ProducesProblem(status);
        }

        return builder;
    }

    /// <summary>Sends a stored file as attachment. A file that is not what it was ends the transfer with an error, never as a success.</summary>
    public static async Task SendAsync(HttpContext http, StoredFiles files, StoredFile file)
    {
        var response = http.Response;
        var attachment = new ContentDispositionHeaderValue("attachment");
        attachment.SetHttpFileName(file.FileName);
        response.ContentType = file.MediaType;
        response.ContentLength = file.SizeBytes;
        response.Headers.ContentDisposition = attachment.ToString();
        response.Headers.ETag = $"\"{file.Sha256}\"";
        response.Headers["Repr-Digest"] = $"sha-256=:{Convert.ToBase64String(Convert.FromHexString(file.Sha256))}:"; // RFC 9530
        response.Headers.XContentTypeOptions = "nosniff";
        try
        {
            await files.CopyAsync(file, response.Body, http.RequestAborted);
        }
        catch (ContentAlteredException)
        {
            if (response.HasStarted)
            {
                http.Abort();
                return;
            }

            response.Clear();
            await ModelRefusals.ContentAltered(file.Subject).ToProblem().ExecuteAsync(http);
        }
    }
}
