namespace Governance.Reporting.Signing;

/// <summary>The seal certificate cannot be used; the message names the file and what to do.</summary>
public sealed class SealCertificateException : Exception
{
    public SealCertificateException(string message)
        : base(message) { }

    public SealCertificateException(string message, Exception inner)
        : base(message, inner) { }

    public SealCertificateException()
        : base("The seal certificate cannot be used.") { }
}
