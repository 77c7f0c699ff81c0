namespace Governance.Policies;

/// <summary>
/// <c>signature_required</c>: a verified signature of the declared artifact, in one of the forms and by one of the keys asked for.
/// </summary>
internal static class SignatureRule
{
    public static Finding Evaluate(RuleContext context)
    {
        var (keys, formats) = (context.Parameters.List("keys"), context.Parameters.List("format"));
        var trusted = keys.Count == 0;
        var expected = Sentence.Of(
            trusted ? "signature.asked-trusted" : "signature.asked",
            $"a signature {(formats.Count == 0 ? "in any form" : $"in the form {string.Join(" or ", formats)}")} by "
                + $"{(trusted ? "any trusted key" : string.Join(" or ", keys))}",
            ("forms", Values.Ids(formats, int.MaxValue)),
            ("keys", Values.Names(keys, int.MaxValue))
        );
        if (context.Input.To == "retired")
        {
            return Finding.NotApplicable(ArtifactRules.Retiring);
        }

        var all = context.Input.Signatures.Where(signature => signature.ArtifactSha256 == context.Input.Artifact.DeclaredSha256).ToList();
        var actual =
            all.Count == 0
                ? Sentence.None
                : Sentence.Joined(
                    ", ",
                    all.DistinctBy(signature => (signature.Format, signature.KeyName))
                        .Select(signature =>
                            Sentence.Of(
                                "signature.seen",
                                $"{signature.Format} by {signature.KeyName}",
                                ("form", Values.Id(signature.Format)),
                                ("key", Values.Name(signature.KeyName))
                            )
                        )
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
            ({ } signature, _) => Finding.Pass(
                Sentence.Of("signature.met", $"The artifact is signed by {signature.KeyName}.", ("key", Values.Name(signature.KeyName))),
                expected,
                actual
            ),
            (null, 0) => Finding.Fail(
                Sentence.Of("signature.none", "No verified signature of this artifact is stored. Sign it and upload the signature."),
                expected,
                actual
            ),
            (null, _) => Finding.Fail(
                Sentence.Of(
                    "signature.other",
                    "The artifact is signed, but not in a form and by a key that this rule asks for. Sign it with one of them."
                ),
                expected,
                actual
            ),
        };
    }
}
