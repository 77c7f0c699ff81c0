using System.Net.Mime;
using Governance.Transparency.Witness;

namespace Governance.Portal.Administration.Audit.Witnesses;

/// <summary>
/// <c>POST /witness/add-checkpoint</c> (C2SP tlog-witness). No one signs in: what counts is the log's signature below the checkpoint. It is
/// no part of <c>/api/v1</c>, for other programs know it under its own rules.
/// </summary>
internal static class WitnessApi
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/witness/add-checkpoint", AddCheckpointAsync).AllowAnonymous().DisableAntiforgery().ExcludeFromDescription();

    private static async Task<IResult> AddCheckpointAsync(HttpRequest request, PortalWitness portal, CancellationToken ct)
    {
        LogWitness? witness;
        try
        {
            witness = portal.Witness;
        }
        catch (PlatformNotSupportedException e)
        {
            return Results.Text(e.Message + "\n", MediaTypeNames.Text.Plain, statusCode: StatusCodes.Status503ServiceUnavailable);
        }

        if (witness is null)
        {
            return Answer(WitnessAnswer.UnknownLog);
        }

        var body = new byte[WitnessRequest.MaxLength + 1];
        var length = await request.Body.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, ct);
        return Answer(
            length > WitnessRequest.MaxLength
                ? new WitnessAnswer(StatusCodes.Status413PayloadTooLarge, "The request is too long.\n")
                : await witness.AnswerAsync(body.AsMemory(0, length), ct)
        );
    }

    private static IResult Answer(WitnessAnswer answer) => Results.Text(answer.Body, answer.ContentType, statusCode: answer.Status);
}
