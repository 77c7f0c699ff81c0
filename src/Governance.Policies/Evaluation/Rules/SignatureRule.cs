namespace Governance.Policies;

/// <summary>
/// <c>signature_required</c>: a verified signature of the declared artifact, in one of the forms and by one of the keys asked for.
/// </summary>
internal static class SignatureRule
{
    public static Finding Evaluate(RuleContext context)
    {
        var (keys, formats) = (context.Parameters.List("keys"), context.Parameters.List("format"));
        var expected =
            $"a signature {(formats.Count == 0 ? "in any form" : $"in the form {string.Join(" or ", formats)}")} by "
            + $"{(keys.Count == 0 ? "any trusted key" : string.Join(" or ", keys))}";
        if (context.Input.To == "retired")
        {
            return Finding.NotApplicable("Retiring a version uses no artifact.");
        }

        var all = context.Input.Signatures.Where(signature => signature.ArtifactSha256 == context.Input.Artifact.DeclaredSha256).ToList();
        var actual =
            all.Count == 0
                ? "none"
                : RuleContext.Listed(
                    all.Select(signature => $"{signature.Format} by {signature.KeyName}").Distinct(StringComparer.Ordinal)
                );
        var found = all.Find(signature =>
            (formats.Count == 0 || formats.Contains(signature.Format, StringComparer.Ordinal))
            && (
                keys.Count == 0
                || keys.Contains(signature.KeyName, StringComparer.Ordinal)
                || keys.Contains(signature.KeySha256, StringComparer.Ordinal)
            )
        );
        return (found, all.Count) switch
        {
            ({ } signature, _) => Finding.Pass($"The artifact is signed by {signature.KeyName}.", expected, actual),
            (null, 0) => Finding.Fail(
                "No verified signature of this artifact is stored. Sign it and upload the signature.",
                expected,
                actual
            ),
            (null, _) => Finding.Fail(
                "The artifact is signed, but not in a form and by a key that this rule asks for. Sign it with one of them.",
                expected,
                actual
            ),
        };
    }
}
