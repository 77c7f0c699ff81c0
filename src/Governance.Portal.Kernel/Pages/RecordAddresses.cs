namespace Governance.Portal.Kernel.Pages;

/// <summary>Where the record of a readable id has its page.</summary>
public static class RecordAddresses
{
    /// <summary>The address; null for an id whose record has no page of its own.</summary>
    public static string? Of(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return id.Split('-') is [var prefix, var number] && number.Length >= 4 && number.All(char.IsAsciiDigit)
            ? prefix switch
            {
                "APR" => $"/approvals/{id}",
                "RSK" => $"/risks/{id}",
                "INC" => $"/incidents/{id}",
                "RET" => $"/retirements/{id}",
                "SYS" => ComplianceAddresses.Systems + "/" + id,
                _ => null,
            }
            : null;
    }
}
