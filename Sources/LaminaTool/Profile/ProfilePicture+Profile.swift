import LaminaKit
import LaminaPictures

extension ProfilePicture {
    init(_ profile: Profile) {
        self.init(
            title: "\(profile.name), \(profile.purpose), batch \(profile.batch), \(profile.limits.threads.of("thread"))",
            detail: "\(profile.runMicroseconds.threeDigits) µs a run, \(profile.shareOfLimit.percent) of the limit; \(profile.limits.description)",
            bars: profile.rows.map { row in
                let share = (row.microseconds / max(profile.stepMicroseconds, 1e-9)).percent
                return Bar(
                    name: row.label, group: row.origin, time: row.microseconds, limit: row.bound.microseconds,
                    detail: "\(row.microseconds.threeDigits) µs · \(share) · \(row.shareOfLimit.percent) of \(row.bound.name)")
            })
    }
}
