namespace Governance.Domain;

/// <summary>Refusals of what would not fit.</summary>
public static class StorageRefusals
{
    /// <summary>The file system has no more room than the reserve.</summary>
    public static Refusal Full { get; } =
        new(
            "storage.full",
            $"There is not enough free space to keep this: the rest is reserved (Storage__ReserveBytes). "
                + $"Nothing was kept. Ask an administrator to free space.",
            RefusalKind.NoSpace
        );

    /// <summary>A disk is full to the last byte, that of the database among them: not even what is small can be written.</summary>
    public static Refusal DiskFull { get; } =
        new(
            "storage.full",
            $"The disk is full, so nothing was changed. Ask an administrator to free space, then try again.",
            RefusalKind.NoSpace
        );

    /// <summary>Where content is kept does not answer.</summary>
    public static Refusal Unavailable { get; } =
        new(
            "storage.unavailable",
            $"The content store is not responding, so no file can be read or stored at the moment. Nothing was changed. Try again in a "
                + $"minute.",
            RefusalKind.Unavailable
        )
        {
            RetryAfter = TimeSpan.FromMinutes(1),
        };

    /// <summary>The caller has sent as much today as one may.</summary>
    /// <param name="most">Bytes of a day.</param>
    /// <param name="wait">Until the next day.</param>
    public static Refusal TooMuchToday(long most, TimeSpan wait) =>
        new(
            "limit.caller-bytes",
            $"You have sent as much today as the limit Limits__CallerBytesPerDay allows ({most} bytes). Nothing was kept. Wait as long "
                + $"as Retry-After says.",
            RefusalKind.TooMany
        )
        {
            RetryAfter = wait,
        };

    /// <summary>The model has as much in the store as it may.</summary>
    /// <param name="most">Bytes of a model.</param>
    public static Refusal ModelFull(long most) =>
        new(
            "limit.model-bytes",
            $"Artifacts and evidence of this model would exceed the limit Limits__ModelBytes ({most} bytes). Nothing was kept.",
            RefusalKind.TooLarge
        );
}
