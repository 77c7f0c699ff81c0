using System.Text;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Kernel.Sealing;
using Governance.Transparency;

namespace Governance.Portal.Approvals.Approvals;

/// <summary>What a stranger needs to verify a signature.</summary>
internal static class SignaturesApi
{
    public static void Map(RouteGroupBuilder promotions)
    {
        promotions
            .MapGet("/seal", SealAsync)
            .RequirePermission(Permission.ReadApprovals)
            .WithSummary("Download the key of the seal")
            .WithDescription(
                "The public key, in PEM, that verifies signed statements. Their keyid is the SHA-256 of the key's "
                    + "SubjectPublicKeyInfo in DER. A key from here proves integrity only: pin one that you obtained another "
                    + "way."
            )
            .Produces(StatusCodes.Status200OK, contentType: "application/x-pem-file")
            .Refuses(401, 403, 503);
        promotions
            .MapGet("/{id}/signoffs/{signOff}/statement", StatementAsync)
            .RequirePermission(Permission.ReadApprovals)
            .WithSummary("Download a signed statement")
            .WithDescription(
                "A DSSE envelope around an in-toto statement (predicate urn:governance:sign-off:v1), sealed with ECDSA P-256. "
                    + "The SHA-256 of its payload is the statementSha256 of the entry promotion.signed."
            )
            .Produces(StatusCodes.Status200OK, contentType: DsseEnvelope.MediaType)
            .Refuses(401, 403, 404);
        promotions
            .MapGet("/{id}/signoffs/{signOff}/assertion", AssertionAsync)
            .RequirePermission(Permission.ReadApprovals)
            .WithSummary("Download a passkey assertion")
            .WithDescription(
                "The signer's own signature: the WebAuthn assertion whose challenge is SHA-256(label ‖ nonce ‖ SHA-256 of the "
                    + "statement), with the public key that verifies it. 404 when the signer confirmed with a password."
            )
            .Produces(StatusCodes.Status200OK, contentType: "application/json")
            .Refuses(401, 403, 404);
    }

    private static async Task<IResult> SealAsync(StatementSeal seal, CancellationToken ct)
    {
        var key = await seal.PublicAsync(ct);
        return key.Match<IResult>(
            k => TypedResults.File(Encoding.ASCII.GetBytes(k.Pem), "application/x-pem-file", "seal.pem"),
            r => r.ToProblem()
        );
    }

    private static Task<IResult> StatementAsync(string id, string signOff, SignOffStatements statements, CancellationToken ct) =>
        DownloadAsync(id, signOff, statements, s => s.Envelope, DsseEnvelope.MediaType, "dsse.json", ct);

    private static Task<IResult> AssertionAsync(string id, string signOff, SignOffStatements statements, CancellationToken ct) =>
        DownloadAsync(id, signOff, statements, s => s.Assertion, "application/json", "passkey.json", ct);

    private static async Task<IResult> DownloadAsync(
        string id,
        string signOff,
        SignOffStatements statements,
        Func<SignedStatement, byte[]?> part,
        string mediaType,
        string extension,
        CancellationToken ct
    )
    {
        if (!DisplayId.TryParse<PromotionId>(id, out var promotion))
        {
            return PromotionRefusals.NotFound.ToProblem();
        }

        if (!DisplayId.TryParse<SignOffId>(signOff, out var which))
        {
            return PromotionRefusals.SignOffNotFound.ToProblem();
        }

        var found = await statements.FindAsync(promotion, which, ct);
        return found.Match<IResult>(
            s =>
                part(s) is { } bytes
                    ? TypedResults.File(bytes, mediaType, $"{which}.{extension}")
                    : PromotionRefusals.StatementMissing.ToProblem(),
            refusal => refusal.ToProblem()
        );
    }
}
