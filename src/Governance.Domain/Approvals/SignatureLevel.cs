namespace Governance.Domain.Approvals;

/// <summary>What an electronic signature is in the terms of eIDAS (Regulation (EU) No 910/2014, articles 3, 25 and 26).</summary>
public enum SignatureLevel
{
    /// <summary>
    /// A simple electronic signature: the signer proved who they are, and the organisation's seal stands on the statement.
    /// </summary>
    Simple,

    /// <summary>The signer's own key signed the statement too, which meets the technical conditions of an advanced signature.</summary>
    Advanced,
}

/// <summary>Says in plain words what a signature is, and what it is not.</summary>
public static class SignatureLevels
{
    /// <summary>The level of a signature.</summary>
    public static SignatureLevel Of(bool signedWithOwnKey) => signedWithOwnKey ? SignatureLevel.Advanced : SignatureLevel.Simple;

    /// <summary>A few words, for a slot or a table.</summary>
    public static string Short(SignatureLevel level) =>
        level switch
        {
            SignatureLevel.Simple => "Simple electronic signature, sealed by the organisation",
            SignatureLevel.Advanced => "Signed with the signer's own passkey, sealed by the organisation",
        };

    /// <summary>The sentence under a signature.</summary>
    public static string Sentence(SignatureLevel level) =>
        level switch
        {
            SignatureLevel.Simple => "A simple electronic signature under eIDAS: the signer confirmed who they are, and the "
                + "statement bears the organisation's seal.",
            SignatureLevel.Advanced => "The signer's own passkey signed the statement, which meets the technical conditions of an advanced "
                + "electronic signature under eIDAS. It is not a qualified one.",
        };
}
